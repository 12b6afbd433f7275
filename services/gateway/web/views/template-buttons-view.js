/** The buttons below a template, in the order they are shown. */
import { Button, IconButton } from "../components/button.js";
import { Field } from "../components/field.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { BUTTONS, MOST_BUTTONS } from "../state/template-draft.js";

export function ButtonsEditor({ draft, change, errorOf, code }) {
  const { buttons } = draft;
  const put = (next) => change({ buttons: next });
  const set = (index, patch) => put(buttons.map((one, at) => (at === index ? { ...one, ...patch } : one)));
  const kinds = code ? ["copy_code"] : BUTTONS;
  const shown = code ? buttons.filter(({ kind }) => kind === "copy_code").slice(0, 1) : buttons;
  const error = errorOf("buttons");

  return html`<fieldset class="rows-edit">
    <legend class="field__label">${t("template.buttons")}</legend>
    <p class="field__help">${t("template.buttons.help")}</p>
    ${shown.map((button) => {
      const index = buttons.indexOf(button);
      return html`<div class="rows-edit__one rows-edit__one--button" role="group" aria-label=${t("template.button", { count: index + 1 })} key=${index}>
        <${Field} label=${t("button.kind")} value=${button.kind} options=${kinds.map((kind) => [kind, t(`template.button.${kind}`)])} onChange=${(event) => set(index, { kind: event.currentTarget.value, value: "" })} />
        ${(button.kind !== "copy_code" || code) && html`<${Field} label=${t("button.text")} value=${button.text} error=${errorOf(`buttons.${index}.text`)} onInput=${(event) => set(index, { text: event.currentTarget.value })} />`}
        ${button.kind !== "quick_reply" && !code && html`<${Field} label=${t(`button.value.${button.kind}`)} value=${button.value} error=${errorOf(`buttons.${index}.value`)} spellcheck=${false} onInput=${(event) => set(index, { value: event.currentTarget.value })} />`}
        <${IconButton} icon="trash-2" label=${t("button.remove", { count: index + 1 })} onClick=${() => put(buttons.filter((one) => one !== button))} />
      </div>`;
    })}
    ${error && html`<p class="field__error" role="alert">${error}</p>`}
    ${shown.length < (code ? 1 : MOST_BUTTONS) && html`<${Button} small icon="plus" onClick=${() => put([...buttons, { kind: code ? "copy_code" : "quick_reply", text: "", value: "" }])}>${t("button.add")}</${Button}>`}
  </fieldset>`;
}
