/** One message of the thread. */
import { language, t, has } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes, isEmojiOnly, pieces } from "../lib/text.js";
import { clockTime, fullTime } from "../lib/time.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

const TICKS = { queued: "clock", sending: "clock", sent: "check", delivered: "check-check", read: "check-check", failed: "circle-alert", unknown: "circle-question-mark", held: "circle-pause" };

/**
 * @param {object} props
 * @param {string} props.author name of who wrote it; empty for the agent themself
 * @param {() => void} [props.onRetry] @param {() => void} [props.onDiscard] @param {() => void} [props.onAgain]
 */
export function Bubble({ message, first, last, author, onRetry, onDiscard, onAgain }) {
  const { direction, kind, text, status } = message;
  const failed = status === "failed" || status === "unknown";
  return html`<div class=${classes("bubble", `bubble--${direction}`, first && "bubble--first", last && "bubble--last", failed && "bubble--failed", message.local && "bubble--local")}>
    ${first && author && html`<span class="bubble__author">${author}</span>`}
    <div class=${classes("bubble__ground", kind === "text" && isEmojiOnly(text) && "bubble__ground--emoji", kind === "unsupported" && "bubble__ground--unsupported")}>
      ${kind === "unsupported" ? html`<${Unsupported} message=${message} />` : html`<span class="bubble__text">${pieces(text).map(Piece)}</span>`}
      <span class="bubble__meta" title=${fullTime(message.create_time, language.value)}>
        <time datetime=${message.create_time}>${clockTime(message.create_time, language.value)}</time>
        ${status && html`<${Ticks} status=${status} />`}
      </span>
    </div>
    ${failed && html`<${Failure} message=${message} onRetry=${onRetry} onDiscard=${onDiscard} onAgain=${onAgain} />`}
  </div>`;
}

function Piece({ text, link }, index) {
  return link ? html`<a key=${index} href=${link} target="_blank" rel="noopener noreferrer nofollow">${text}</a>` : text;
}

function Unsupported({ message }) {
  return html`<span class="bubble__unsupported">
    <${Icon} name="file-question-mark" size=${18} />
    <span>${message.text || t("message.unsupported")}<small>${t("message.unsupported.help", { kind: message.provider_kind ?? "?" })}</small></span>
  </span>`;
}

/** How far a message got: clock, one tick, two, two in colour. */
export function Ticks({ status }) {
  return html`<span class=${`ticks ticks--${status}`} role="img" aria-label=${t(`status.${status}`)} title=${t(`status.${status}`)}>
    <${Icon} name=${TICKS[status] ?? "clock"} size=${14} />
  </span>`;
}

function Failure({ message, onRetry, onDiscard, onAgain }) {
  const { reason, detail, facts } = message.error ?? {};
  const key = message.status === "unknown" ? "reason.DELIVERY_UNKNOWN" : `reason.${reason}`;
  return html`<div class="bubble__failure" role="alert">
    <span>${has(key) ? t(key, facts ?? {}) : (detail || t("reason.UNKNOWN"))}</span>
    ${message.local
      ? html`<${Button} small kind="quiet" onClick=${onRetry}>${t("message.retry")}</${Button}><${Button} small kind="quiet" onClick=${onDiscard}>${t("message.discard")}</${Button}>`
      : html`<${Button} small kind="quiet" onClick=${onAgain}>${t("message.again")}</${Button}>`}
  </div>`;
}
