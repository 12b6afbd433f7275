/** The fields of a channel's account at the provider, each with where its value stands. */
import { Field } from "../components/field.js";
import { has, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";

/** @param {{ kind: string, name: string, refusal: object | null, secret?: boolean, optional?: boolean }} props */
export function FactField({ kind, name, refusal, secret = false, optional = false, ...rest }) {
  const own = secret && optional && name === "verify_token" ? "fact.verify_token.change" : `fact.${name}.help.${kind}`;
  return html`<${Field} label=${t(optional && !secret ? "fact.optional" : "fact.plain", { name: t(`fact.${name}`) })} name=${name} help=${t(has(own) ? own : `fact.${name}.help`)} error=${refusal && why(refusal)}
    required=${!optional} type=${secret ? "password" : "text"} autocomplete=${secret ? "new-password" : "off"} spellcheck=${false} ...${rest} />`;
}

/** A refusal of no one field; the provider's own words, where it gave them. */
export function RefusalNotice({ refusal }) {
  if (!refusal) return null;
  const theirs = ["CREDENTIALS_REFUSED", "TEMPLATE_REFUSED"].includes(refusal.reason) && refusal.facts?.detail;
  return html`<div class="notice notice--bad notice--tall" role="alert">
    <p>${refusal.reason === "TEMPLATE_REFUSED" ? t("template.refused") : why(refusal)}</p>
    ${theirs && html`<p class="notice__quote">${theirs}</p>`}
  </div>`;
}
