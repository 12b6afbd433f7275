/** What can be done with a message: react, reply, copy. Shows by pointer, by focus, by a long press. */
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";
import { EmojiPicker } from "./emoji-picker.js";
import { Icon } from "./icon.js";
import { Popover } from "./popover.js";

const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/**
 * @param {object} props
 * @param {string} props.mine the emoji one reacted with; empty without
 * @param {boolean} props.current whether the message has the focus
 * @param {number} props.asked opens the emoji when it changes
 * @param {(emoji: string) => void} [props.onReact] @param {() => void} [props.onReply]
 */
export function MessageTools({ mine, current, asked, recent, text, onReact, onReply, onPicked }) {
  const reach = { tabindex: current ? 0 : -1 };
  return html`<div class="tools" role="group" aria-label=${t("tools")}>
    ${onReact && html`<${Popover} label=${t("react")} openNow=${asked} button=${(toggle) => html`<${IconButton} icon="smile-plus" label=${t("react")} ...${reach} ...${toggle} />`}>
      ${(close) => html`<${Faces} mine=${mine} recent=${recent} onPick=${(emoji) => {
        close();
        onReact(emoji === mine ? "" : emoji);
        if (emoji !== mine) onPicked(emoji);
      }} />`}
    </${Popover}>`}
    ${onReply && html`<${IconButton} icon="reply" label=${t("reply")} ...${reach} onClick=${onReply} />`}
    ${text && html`<${IconButton} icon="copy" label=${t("copy.text")} ...${reach} onClick=${() => navigator.clipboard?.writeText(text).catch(() => {})} />`}
  </div>`;
}

function Faces({ mine, recent, onPick }) {
  const [all, setAll] = useState(false);
  if (all) return html`<${EmojiPicker} recent=${recent} onPick=${onPick} />`;
  return html`<div class="faces">
    ${QUICK.map((emoji) => html`<button type="button" key=${emoji} class=${`faces__one ${emoji === mine ? "faces__one--mine" : ""}`} aria-pressed=${String(emoji === mine)} onClick=${() => onPick(emoji)}>${emoji}</button>`)}
    <button type="button" class="faces__one" aria-label=${t("react.more")} title=${t("react.more")} onClick=${() => setAll(true)}><${Icon} name="plus" size=${18} /></button>
  </div>`;
}
