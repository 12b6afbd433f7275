/** The steps of something longer, with the one in hand. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";

/** @param {{ steps: string[], at: number, onGo: (step: number) => void }} props earlier steps can be gone back to */
export function Stepper({ steps, at, onGo }) {
  return html`<ol class="stepper" aria-label=${t("steps")}>${steps.map((name, index) => html`<li class="stepper__one" key=${name}>
    <button type="button" class=${classes("stepper__button", index === at && "stepper__button--at", index < at && "stepper__button--done")} aria-current=${index === at ? "step" : null} disabled=${index > at} onClick=${() => onGo(index)}>
      <span class="stepper__mark">${index < at ? html`<${Icon} name="check" size=${14} />` : index + 1}</span>${name}
    </button>
  </li>`)}</ol>`;
}
