/** Where an answer is put together: text, files, a quoted message, a recording. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { QuoteBar } from "../components/quote-bar.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { capabilitiesOf } from "../state/rules.js";
import { authorOf } from "./message-view.js";
import { RecorderView } from "./recorder-view.js";
import { TrayView } from "./tray-view.js";
import { useDrop } from "./use-drop.js";
import { ToolsView } from "./write-tools-view.js";
import { inTray, lengthOf, sendAll } from "./sending.js";

const carets = new Map(); // where the cursor stood, by conversation

export function WriteView({ app, conversation, windowState }) {
  const { id, contact } = conversation;
  const field = useRef(null);
  const [recording, setRecording] = useState(false);
  const rules = capabilitiesOf(app.roster.channelOf(conversation));
  const text = app.drafts.get(id);
  const { sendable, single } = inTray(app, id, rules);
  const length = lengthOf(text, rules, single);
  const quoted = app.tray.quoteOf(id);
  const add = (files) => app.tray.add(id, files);
  const dropping = useDrop(add);
  useHeight(field, text, recording);
  useCaret(app, field, id);

  function send() {
    const written = field.current.value; // the field may be ahead of what was drawn
    if (!sendAll(app, conversation, rules, written)) return;
    field.current.focus();
  }
  function onKeyDown(event) {
    if (event.key === "Escape" && quoted) {
      event.preventDefault();
      return app.tray.quote(id, null);
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return undefined;
    event.preventDefault();
    return send();
  }
  function onPaste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return; // a table brings its picture along
    event.preventDefault();
    add(files);
  }
  function recorded() {
    setRecording(false);
    setTimeout(() => field.current?.focus());
  }
  function insert(words) {
    const { selectionStart: at, selectionEnd: end } = field.current;
    app.drafts.set(id, text.slice(0, at) + words + text.slice(end));
    setTimeout(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at + words.length, at + words.length);
    });
  }

  const hint = single ? "composer.caption" : sendable.length ? "composer.after" : "composer.hint";
  const write = html`
    <textarea class="composer__field" ref=${field} rows="1" data-shortcut="reply" aria-label=${t("composer.label", { name: contact.name })} placeholder=${t(hint)}
      value=${text} onInput=${(event) => app.drafts.set(id, event.currentTarget.value)} onKeyDown=${onKeyDown} onPaste=${onPaste}></textarea>
    <${ToolsView} app=${app} conversation=${conversation} rules=${rules} windowState=${windowState} length=${length}
      ready=${Boolean(text.trim()) || sendable.length > 0} onSend=${send} onFiles=${add} onEmoji=${insert} onRecord=${() => setRecording(true)} />`;

  return html`<footer class="composer">
    ${dropping && html`<div class="drop" aria-hidden="true"><p>${t("drop", { name: contact.name })}</p></div>`}
    <div class="composer__box">
      ${quoted && html`<${QuoteBar} message=${quoted} author=${authorOf(app, conversation, quoted)} onDrop=${() => app.tray.quote(id, null)} />`}
      <${TrayView} app=${app} conversation=${conversation} rules=${rules} single=${single} />
      ${recording ? html`<${RecorderView} app=${app} conversation=${conversation} onDone=${recorded} />` : write}
    </div>
  </footer>`;
}

/** The cursor is where it was when the field comes back. */
function useCaret(app, field, id) {
  useLayoutEffect(() => {
    const box = field.current;
    const at = carets.get(id);
    if (!app.narrow.value) box.focus({ preventScroll: true });
    if (at) box.setSelectionRange(...at);
    return () => carets.set(id, [box.selectionStart, box.selectionEnd]);
  }, []);
}

/** The field grows with its text, up to what the style sheet allows. */
function useHeight(field, text, away) {
  useLayoutEffect(() => {
    if (away || !field.current) return;
    const { style } = field.current;
    style.setProperty("height", "auto");
    style.setProperty("height", `${field.current.scrollHeight}px`);
  }, [text, away]);
}
