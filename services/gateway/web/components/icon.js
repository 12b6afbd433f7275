/** One outline icon out of the sprite; says nothing to a screen reader. */
import { html } from "../lib/html.js";

export function Icon({ name, size = 16 }) {
  return html`<svg class=${`icon icon--${size}`} aria-hidden="true" focusable="false">
    <use href=${`/static/icons/sprite.svg#${name}`} />
  </svg>`;
}
