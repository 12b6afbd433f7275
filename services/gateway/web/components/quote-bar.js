/** Above the field: the message that is being answered, and a way out of answering it. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";
import { QuoteBlock } from "./quote-block.js";

export function QuoteBar({ message, author, onDrop }) {
  return html`<div class="quote-bar" role="group" aria-label=${t("quote.of", { author })}>
    <${QuoteBlock} quote=${message} author=${author} />
    <${IconButton} icon="x" size=${16} label=${t("quote.drop")} onClick=${onDrop} />
  </div>`;
}
