/** Text to be copied elsewhere: an address, a snippet, a new token. */
import { useState } from "preact/hooks";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Button } from "./button.js";

export function CopyBox({ label, text }) {
  const [copied, setCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }

  return html`<div class="copy-box">
    <span class="copy-box__label">${label}</span>
    <code class="copy-box__text" tabindex="0">${text}</code>
    <${Button} small icon=${copied ? "check" : "copy"} onClick=${copy}>${copied ? t("copied") : t("copy")}</${Button}>
  </div>`;
}
