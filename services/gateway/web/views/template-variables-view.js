/** What each place of a template is filled from, and what reviewers see there. */
import { Field } from "../components/field.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { PROPERTIES } from "../state/template-draft.js";

export function VariablesEditor({ draft, change, errorOf }) {
  const { variables } = draft;
  if (!variables.length) return null;
  const set = (name, patch) => change({ variables: variables.map((one) => (one.name === name ? { ...one, ...patch } : one)) });
  return html`<fieldset class="rows-edit">
    <legend class="field__label">${t("template.variables")}</legend>
    <p class="field__help">${t("template.variables.help")}</p>
    ${variables.map(({ name, property, example }) => html`<div class="rows-edit__one" role="group" aria-label=${name} key=${name}>
      <code class="rows-edit__name">${`{{${name}}}`}</code>
      <${Field} label=${t("variable.property")} value=${property} error=${errorOf(`variables.${name}.property`)} onChange=${(event) => set(name, { property: event.currentTarget.value })}
        options=${[["", t("variable.choose")], ...[...new Set([...PROPERTIES, property])].filter(Boolean).map((one) => [one, PROPERTIES.includes(one) ? t(`property.of.${one}`) : one])]} />
      <${Field} label=${t("variable.example")} value=${example} error=${errorOf(`variables.${name}.example`)} onInput=${(event) => set(name, { example: event.currentTarget.value })} />
    </div>`)}
  </fieldset>`;
}
