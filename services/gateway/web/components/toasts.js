/** Short words at the foot of the page, some with a way back. */
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";

export function Toasts({ toasts, onDrop }) {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.map((toast) => html`<div class="toast" key=${toast.id}>
      <span>${t(toast.key, toast.facts)} ${toast.error && why(toast.error)}</span>
      ${toast.undo && html`<button type="button" class="toast__undo" onClick=${() => {
        toast.undo();
        onDrop(toast.id);
      }}>${t("undo")}</button>`}
      ${toast.act && html`<button type="button" class="toast__undo" onClick=${() => {
        toast.act.run();
        onDrop(toast.id);
      }}>${t(toast.act.key)}</button>`}
      <${IconButton} icon="x" size=${14} label=${t("close")} onClick=${() => onDrop(toast.id)} />
    </div>`)}
  </div>`;
}
