/** A question before something that cannot be taken back; names the thing and what follows. */
import { useState } from "preact/hooks";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";
import { Field } from "./field.js";

/**
 * @param {object} props
 * @param {string} [props.typed] what must be typed first
 * @param {() => Promise<unknown>} props.onYes rejects with why it was refused
 */
export function ConfirmDialog({ title, text, yes, kind = "danger", typed = null, onYes, onClose, children = null }) {
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(false);
  const [written, setWritten] = useState("");

  async function submit(event) {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      await onYes();
      onClose();
    } catch (refusal) {
      setRefused(refusal);
      setBusy(false);
    }
  }

  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form class="confirm" onSubmit=${submit}>
      <p class="dialog__text">${text}</p>
      ${children}
      ${typed && html`<${Field} label=${t("confirm.typed", { name: typed })} value=${written} autocomplete="off" spellcheck=${false} onInput=${(event) => setWritten(event.currentTarget.value)} />`}
      ${refused && html`<p class="notice notice--bad" role="alert">${why(refused)}</p>`}
      <footer class="dialog__foot">
        <${Button} onClick=${onClose}>${t("cancel")}</${Button}>
        <${Button} type="submit" kind=${kind} busy=${busy} disabled=${busy || (typed !== null && written.trim() !== typed)}>${yes}</${Button}>
      </footer>
    </form>
  </${Dialog}>`;
}
