/** The composer, or one calm sentence where nothing can be written. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../components/button.js";
import { EmojiPicker } from "../components/emoji-picker.js";
import { Icon } from "../components/icon.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { duration, fullTime, number, timeLeft } from "../lib/time.js";
import { capabilitiesOf, isPressing, measure, windowState } from "../state/rules.js";

const NEAR = 200; // characters left from which on the count shows

export function ComposerView({ app, conversation }) {
  const state = windowState(conversation, app.now.value);
  if (conversation.state === "closed") return html`<${Closed} app=${app} conversation=${conversation} />`;
  if (state === "shut") return html`<${Shut} conversation=${conversation} />`;
  return html`<${Composer} app=${app} conversation=${conversation} windowState=${state} />`;
}

function Closed({ app, conversation }) {
  const when = conversation.close_time ? fullTime(conversation.close_time, language.value) : "";
  return html`<footer class="composer composer--calm">
    <p class="composer__sentence"><${Icon} name="archive" />${t("composer.closed", { when })}</p>
    <${Button} icon="rotate-ccw" onClick=${() => app.reopen(conversation.id)}>${t("act.reopen")}</${Button}>
  </footer>`;
}

/** Why, until when it was open, and what opens it again (WIN-2, WIN-4). */
function Shut({ conversation }) {
  const facts = { when: fullTime(conversation.window_close_time, language.value), name: conversation.contact.name };
  return html`<footer class="composer composer--calm">
    <p class="composer__sentence"><${Icon} name="hourglass" />${t("composer.shut", facts)}</p>
  </footer>`;
}

function Composer({ app, conversation, windowState }) {
  const { id, channel, contact } = conversation;
  const field = useRef(null);
  const text = app.drafts.get(id);
  const rules = capabilitiesOf(app.roster.channelOf(conversation));
  const limit = rules.text_length;
  const left = limit - measure(text, rules);
  useHeight(field, text);
  useLayoutEffect(() => {
    if (!app.narrow.value) field.current.focus({ preventScroll: true });
  }, []);

  function send() {
    const written = field.current.value.trim(); // the field may be ahead of what was drawn
    if (!written || measure(written, rules) > limit) return;
    app.drafts.set(id, "");
    app.outbox.send(id, { kind: "text", text: written });
    field.current.focus();
  }
  function onKeyDown(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  }
  function insert(emoji) {
    const { selectionStart: at, selectionEnd: end } = field.current;
    app.drafts.set(id, text.slice(0, at) + emoji + text.slice(end));
    setTimeout(() => {
      field.current.focus();
      field.current.setSelectionRange(at + emoji.length, at + emoji.length);
    });
  }

  return html`<footer class="composer">
    <div class="composer__box">
      <textarea class="composer__field" ref=${field} rows="1" data-shortcut="reply" aria-label=${t("composer.label", { name: contact.name })} placeholder=${t("composer.hint")}
        value=${text} onInput=${(event) => app.drafts.set(id, event.currentTarget.value)} onKeyDown=${onKeyDown}></textarea>
      <div class="composer__tools">
        <${EmojiPicker} onPick=${insert} />
        <${Notes} app=${app} conversation=${conversation} windowState=${windowState} />
        ${left < NEAR && html`<span class=${classes("composer__left", left < 0 && "composer__left--over")} role="status">${number(left, language.value)}</span>`}
        <${Button} kind="primary" icon="send-horizontal" disabled=${!text.trim() || left < 0} onClick=${send}>${t("composer.send")}</${Button}>
      </div>
    </div>
  </footer>`;
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

/** The field grows with its text, up to what the style sheet allows. */
function useHeight(field, text) {
  useLayoutEffect(() => {
    const { style } = field.current;
    style.setProperty("height", "auto");
    style.setProperty("height", `${field.current.scrollHeight}px`);
  }, [text]);
}
