/** Bars as high as the sound is loud; a flat line while that is not known. */
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";

const STEP = 4; // px from bar to bar
const TALL = 28; // px

/** @param {{ peaks: number[] | null, count: number, part: number }} props `part` is how much was played, 0 to 1 */
export function Waveform({ peaks, count, part = 0 }) {
  const heights = Array.from({ length: count }, (_, bar) => Math.max(3, Math.round((peaks?.[bar] ?? 0) * TALL)));
  return html`<svg class="waveform" viewBox=${`0 0 ${count * STEP} ${TALL}`} preserveAspectRatio="none" aria-hidden="true">
    ${heights.map((height, bar) => html`<rect key=${bar} class=${classes("waveform__bar", (bar + 0.5) / count < part && "waveform__bar--played")} x=${bar * STEP + 0.75} y=${(TALL - height) / 2} width="2.5" height=${height} rx="1.25" />`)}
  </svg>`;
}
