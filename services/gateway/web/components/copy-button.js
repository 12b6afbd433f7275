/** Copies a text, and says so for a moment. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";

const SAID = 1500; // ms

export function CopyButton({ text, ...rest }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const wait = setTimeout(() => setCopied(false), SAID);
    return () => clearTimeout(wait);
  }, [copied]);

  async function copy() {
    await navigator.clipboard?.writeText(text).then(() => setCopied(true), () => {});
  }
  return html`<${IconButton} icon=${copied ? "check" : "copy"} size=${14} label=${copied ? t("copied") : t("copy.of", { text })} onClick=${copy} ...${rest} />`;
}
