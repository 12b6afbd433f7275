/** One message of the thread. */
import { useRef, useState } from "preact/hooks";
import { has, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes, isEmojiOnly } from "../lib/text.js";
import { Failure } from "./failure.js";
import { Icon } from "./icon.js";
import { MessageContent } from "./message-content.js";
import { MessageMeta } from "./message-meta.js";
import { MessageTools } from "./message-tools.js";
import { QuoteBlock } from "./quote-block.js";
import { Reactions } from "./reactions.js";
import { ReferralBanner } from "./told-cards.js";

const PRESS = 450; // ms until a press on a touch screen counts as long

/**
 * @param {object} props
 * @param {string} props.author name of who wrote it; empty for the agent themself
 * @param {boolean} props.current whether the message has the focus
 * @param {object} props.files what can be done with its files; see `MessageContent`
 * @param {object} props.failure what can be done when it failed; see `Failure`
 * @param {object | null} props.delivery see `MessageMeta`
 * @param {{ author: string, onJump?: () => void }} props.quoted
 * @param {object} props.reacting `{ nameOf, me, recent, onReact, onPicked }`
 * @param {() => void} [props.onReply]
 */
export function Bubble({ message, first, last, author, current, files, failure, delivery, quoted, reacting, onReply, onFocus }) {
  const { direction, status, quote, content, reactions = [] } = message;
  const failed = status === "failed" || status === "unknown";
  const gone = Boolean(message.delete_time);
  const [asked, press] = useLongPress();
  const meta = html`<${MessageMeta} message=${message} current=${current} delivery=${delivery} />`;
  return html`<div class=${classes("bubble", `bubble--${direction}`, first && "bubble--first", last && "bubble--last", failed && "bubble--failed", message.local && "bubble--local")}
    data-message=${message.id} tabindex="-1" onFocusIn=${onFocus}>
    ${first && author && html`<span class="bubble__author">${author}</span>`}
    <div class="bubble__row">
      <div class=${classes("bubble__ground", ...ground(message))} ...${gone ? {} : press}>
        ${message.origin && html`<span class="bubble__label"><${Icon} name="smartphone" size=${12} />${t(has(`origin.${message.origin}`) ? `origin.${message.origin}` : "origin")}</span>`}
        ${content?.forwarded && !gone && html`<span class="bubble__label"><${Icon} name="forward" size=${12} />${t(content.frequently_forwarded ? "message.forwarded.often" : "message.forwarded")}</span>`}
        ${content?.referral && !gone && html`<${ReferralBanner} referral=${content.referral} />`}
        ${quote && !gone && html`<${QuoteBlock} quote=${quote} author=${quoted.author} onJump=${quoted.onJump} />`}
        <${MessageContent} message=${message} files=${files} meta=${meta} />
      </div>
      ${!message.local && !gone && html`<${MessageTools} mine=${reactions.find(({ user_id }) => user_id !== null)?.emoji ?? ""} current=${current} asked=${asked} text=${message.text} onReply=${onReply} ...${reacting} />`}
    </div>
    ${reactions.length > 0 && !gone && html`<${Reactions} reactions=${reactions} ...${reacting} />`}
    ${failed && html`<${Failure} message=${message} ...${failure} />`}
  </div>`;
}

/** What the ground of a message looks like, by what lies on it. */
function ground({ kind, text, content, quote, local, origin, delete_time }) {
  if (delete_time) return ["bubble__ground--gone"];
  const plain = !quote && !content?.referral && !content?.forwarded && !origin;
  if (kind === "text") return [plain && isEmojiOnly(text) && "bubble__ground--emoji"];
  if (kind === "unsupported") return ["bubble__ground--unsupported"];
  if (kind === "sticker" && plain && !local) return ["bubble__ground--bare"];
  const files = content?.attachments ?? [];
  const seen = files.length > 0 && files.every((one) => one.kind === "image" || one.kind === "video");
  return [seen && "bubble__ground--media", seen && !text && "bubble__ground--wordless", ["location", "template"].includes(kind) && `bubble__ground--${kind}`];
}

/** Counts long presses of a finger; a moving one scrolls. */
function useLongPress() {
  const [count, setCount] = useState(0);
  const wait = useRef(0);
  const stop = () => clearTimeout(wait.current);
  const onPointerDown = ({ pointerType }) => {
    stop();
    if (pointerType === "touch") wait.current = setTimeout(() => setCount((before) => before + 1), PRESS);
  };
  return [count, { onPointerDown, onPointerUp: stop, onPointerMove: stop, onPointerCancel: stop }];
}
