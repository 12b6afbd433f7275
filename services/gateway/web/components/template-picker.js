/** Choosing one of the approved templates; arrows move between them. */
import { useId, useState } from "preact/hooks";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/text.js";
import { Quality } from "./template-marks.js";

const MANY = 6; // templates from which on looking for one helps

/**
 * @param {object} props
 * @param {object[]} props.templates
 * @param {string | null} props.chosen the id of one
 * @param {(template: object) => void} props.onChoose
 */
export function TemplatePicker({ templates, chosen, onChoose }) {
  const [text, setText] = useState("");
  const group = useId();
  const wanted = plain(text.trim());
  const shown = templates.filter(({ name, body }) => plain(`${name} ${body}`).includes(wanted));
  return html`<fieldset class="picker">
    <legend class="field__label">${t("picker")}</legend>
    ${templates.length > MANY && html`<input class="field__input" type="search" aria-label=${t("picker.find")} placeholder=${t("picker.find")} value=${text} onInput=${(event) => setText(event.currentTarget.value)} />`}
    <div class="picker__list">${shown.map((template) => html`<label class="picker__one" key=${template.id}>
      <input type="radio" name=${group} checked=${template.id === chosen} onChange=${() => onChoose(template)} />
      <span class="picker__text"><span class="picker__name"><span class="template-name">${template.name}</span> <small>${languageOf(template.language)}</small> <${Quality} quality=${template.quality} /></span><span class="template-excerpt">${template.body || t("template.code.body")}</span></span>
    </label>`)}
    ${!shown.length && html`<p class="picker__none">${t(templates.length ? "template.list.unfound" : "picker.none")}</p>`}</div>
  </fieldset>`;
}

function languageOf(code) {
  return new Intl.DisplayNames([language.value], { type: "language", fallback: "code" }).of(code.replace("_", "-"));
}
