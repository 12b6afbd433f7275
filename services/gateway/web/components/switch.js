/** Something that is on or off. */
import { html } from "../lib/html.js";

export function Switch({ on, label, onFlip, disabled = false }) {
  return html`<button type="button" role="switch" class="switch" aria-checked=${String(on)} aria-label=${label} disabled=${disabled} onClick=${onFlip}>
    <span class="switch__knob"></span>
  </button>`;
}
