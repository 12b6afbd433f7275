/** How far a campaign is: who was reached, who was not, who is still to come. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";

const ORDER = ["reached", "failed", "skipped"];

/** @param {{ name: string, total: number, parts: { reached: number, failed: number, skipped: number, done: number } }} props */
export function CampaignBar({ name, total, parts }) {
  let at = 0;
  const pieces = ORDER.map((part) => {
    const width = total ? (parts[part] / total) * 100 : 0;
    at += width;
    return { part, width, from: at - width };
  }).filter(({ width }) => width > 0);
  const words = t("campaign.progress", { done: number(parts.done, language.value), total: number(total, language.value) });
  return html`<svg class="bar" viewBox="0 0 100 2" preserveAspectRatio="none" role="progressbar" aria-label=${t("campaign.progress.of", { name })} aria-valuemin="0" aria-valuemax=${total} aria-valuenow=${parts.done} aria-valuetext=${words}>
    ${pieces.map(({ part, width, from }) => html`<rect class=${`bar__part bar__part--${part}`} x=${from} y="0" width=${width} height="2" key=${part} />`)}
  </svg>`;
}
