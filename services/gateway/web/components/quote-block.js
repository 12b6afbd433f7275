/** The message that another answers, in few words; a press goes to it. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { KindSummary } from "./kind-summary.js";

/** @param {{ quote: object, author: string, onJump?: () => void }} props */
export function QuoteBlock({ quote, author, onJump }) {
  const words = html`<span class="quote__author">${author}</span>
    <span class="quote__text"><${KindSummary} kind=${quote.kind} text=${quote.text} attachment=${quote.content?.attachments?.[0]} /></span>`;
  const kind = classes("quote", `quote--${quote.direction}`);
  if (!quote.message_id || !onJump) return html`<span class=${kind}>${words}</span>`;
  return html`<button type="button" class=${kind} aria-label=${t("quote.jump", { author })} onClick=${onJump}>${words}</button>`;
}
