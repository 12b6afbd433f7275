/** One labelled field of a form: label above, help below, error beside. */
import { useId } from "preact/hooks";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";

export function Field({ label, help = null, error = null, options = null, as = null, ...rest }) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || null;
  const shared = { id, class: classes("field__input", error && "field__input--wrong"), "aria-describedby": described, "aria-invalid": error ? "true" : null, ...rest };
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    ${options
      ? html`<span class="field__select"><select ...${shared}>${options.map(([value, text]) => html`<option value=${value} key=${value} selected=${value === rest.value}>${text}</option>`)}</select><${Icon} name="chevron-down" /></span>`
      : as === "textarea" ? html`<textarea rows="3" ...${shared}></textarea>` : html`<input ...${shared} />`}
    ${help && html`<p class="field__help" id=${`${id}-help`}>${help}</p>`}
    ${error && html`<p class="field__error" id=${`${id}-error`} role="alert">${error}</p>`}
  </div>`;
}
