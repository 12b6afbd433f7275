/** Where a template stands and how people took it. */
import { has, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";

export function TemplateState({ state }) {
  return html`<span class=${`state state--${state}`}>${t(has(`template.state.${state}`) ? `template.state.${state}` : "template.state.draft")}</span>`;
}

/** Unknown says nothing and is not drawn (TPL-7). */
export function Quality({ quality }) {
  if (!["green", "yellow", "red"].includes(quality)) return null;
  return html`<span class=${`quality quality--${quality}`} title=${t(`quality.${quality}.help`)}><span class="quality__dot" aria-hidden="true"></span><span class="hidden">${t("quality")}</span> ${t(`quality.${quality}`)}</span>`;
}
