/** Below the text: files, recording, place, emoji, time left, room left, sending. */
import { useRef } from "preact/hooks";
import { Button, IconButton } from "../components/button.js";
import { EmojiPicker } from "../components/emoji-picker.js";
import { Icon } from "../components/icon.js";
import { Popover } from "../components/popover.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { canRecord } from "../lib/recorder.js";
import { classes } from "../lib/text.js";
import { duration, number, timeLeft } from "../lib/time.js";
import { carries, isPressing } from "../state/rules.js";
import { PlaceForm } from "./place-view.js";

const NEAR = 200; // characters left from which on the count shows

export function ToolsView({ app, conversation, rules, windowState, length, ready, onSend, onFiles, onEmoji, onRecord }) {
  const { left, limit } = length;
  const unit = rules.text_in_bytes ? "composer.left.bytes" : "composer.left";
  return html`<div class="composer__tools">
    ${rules.media.length > 0 && html`<${Attach} onFiles=${onFiles} />`}
    <${Emoji} app=${app} onPick=${onEmoji} />
    ${carries(rules, "audio") && canRecord() && html`<${IconButton} icon="mic" label=${t("record")} onClick=${onRecord} />`}
    ${rules.locations && html`<${Popover} label=${t("place.send")} button=${(toggle) => html`<${IconButton} icon="map-pin" label=${t("place.send")} ...${toggle} />`}>
      ${(close) => html`<${PlaceForm} onSend=${(location) => {
        close();
        app.outbox.send(conversation.id, { kind: "location", location, quoted: app.tray.quoteOf(conversation.id) });
        app.tray.quote(conversation.id, null);
      }} />`}
    </${Popover}>`}
    <${Notes} app=${app} conversation=${conversation} windowState=${windowState} />
    ${left < Math.min(NEAR, limit / 2) && html`<span class=${classes("composer__left", left < 0 && "composer__left--over")} role="status" title=${t(unit, { count: left, shown: number(left, language.value) })}>
      ${number(left, language.value)}<span class="hidden">${t(unit, { count: left, shown: "" })}</span>
    </span>`}
    <${Button} kind="primary" icon="send-horizontal" label=${t("composer.send")} disabled=${!ready || left < 0} onClick=${onSend}><span class="composer__send">${t("composer.send")}</span></${Button}>
  </div>`;
}

function Attach({ onFiles }) {
  const input = useRef(null);
  function onChange(event) {
    onFiles([...event.currentTarget.files]);
    event.currentTarget.value = ""; // the same file may be chosen again
  }
  return html`<${IconButton} icon="paperclip" label=${t("attach")} onClick=${() => input.current.click()} />
    <input type="file" multiple hidden ref=${input} data-files onChange=${onChange} />`;
}

function Emoji({ app, onPick }) {
  const { recent, tone, picked, setTone } = app.emoji;
  return html`<${Popover} label=${t("composer.emoji")} button=${(toggle) => html`<${IconButton} icon="smile" label=${t("composer.emoji")} ...${toggle} />`}>
    ${(close) => html`<${EmojiPicker} recent=${recent.value} tone=${tone.value} onTone=${setTone} onPick=${(emoji) => {
      close(false);
      picked(emoji);
      onPick(emoji);
    }} />`}
  </${Popover}>`;
}

/** Time left in the window, or that one is offline (WIN-11). */
function Notes({ app, conversation, windowState }) {
  if (app.live.state.value === "offline") return html`<span class="composer__note composer__note--warn">${t("composer.offline")}</span>`;
  if (isPressing(windowState)) {
    const left = duration(timeLeft(conversation.window_close_time, app.now.value), language.value);
    return html`<span class="composer__note composer__note--warn"><${Icon} name="hourglass" size=${14} />${t("composer.window", { left })}</span>`;
  }
  return html`<span class="composer__note composer__note--keys">${t("composer.keys")}</span>`;
}
