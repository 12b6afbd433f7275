/** The languages of the page, each in its own name. */
import { LANGUAGES, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";

export function LanguageChoice({ onChoose }) {
  return html`<div class="languages" role="group" aria-label=${t("language")}>
    ${LANGUAGES.map((name) => html`<button
      type="button" key=${name} lang=${name} class=${classes("languages__one", name === language.value && "languages__one--chosen")}
      aria-pressed=${String(name === language.value)} onClick=${() => onChoose(name)}
    >${ownName(name)}</button>`)}
  </div>`;
}

function ownName(name) {
  const own = new Intl.DisplayNames(name, { type: "language" }).of(name.slice(0, 2));
  return own.charAt(0).toUpperCase() + own.slice(1);
}
