/** What stands where nothing is: what will appear, and how to make it appear. */
import { html } from "../lib/html.js";
import { Icon } from "./icon.js";

export function Empty({ icon, title, text = null, children = null }) {
  return html`<div class="empty">
    <span class="empty__icon"><${Icon} name=${icon} size=${24} /></span>
    <p class="empty__title">${title}</p>
    ${text && html`<p class="empty__text">${text}</p>`}
    ${children}
  </div>`;
}

/** Something could not be read: says why and offers another try. */
export function Failed({ text, retry, onRetry }) {
  return html`<div class="empty" role="alert">
    <span class="empty__icon empty__icon--bad"><${Icon} name="circle-alert" size=${24} /></span>
    <p class="empty__text">${text}</p>
    <button type="button" class="button button--plain" onClick=${onRetry}>${retry}</button>
  </div>`;
}

/** Rows in outline; they fade in late, so that a quick answer never flickers. */
export function Skeleton({ rows = 6, label }) {
  return html`<div class="skeleton" role="status" aria-label=${label}>
    ${Array.from({ length: rows }, (_, index) => html`<div class="skeleton__row" key=${index}>
      <span class="skeleton__round"></span><span class="skeleton__lines"><span></span><span></span></span>
    </div>`)}
  </div>`;
}
