/** A window over the page: the browser's own, which keeps focus inside and closes on Escape. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { IconButton } from "./button.js";

export function Dialog({ title, onClose, children, wide = false, bare = false, drawer = false }) {
  const dialog = useRef(null);
  useLayoutEffect(() => {
    dialog.current.showModal();
  }, []);

  return html`<dialog
    class=${classes("dialog", wide && "dialog--wide", bare && "dialog--bare", drawer && "dialog--drawer")}
    ref=${dialog}
    aria-label=${title}
    onClose=${onClose}
    onClick=${(event) => event.target === dialog.current && dialog.current.close()}
  >
    <div class="dialog__body">
      ${!bare && html`<header class="dialog__head">
        <h2 class="dialog__title" tabindex="-1" autofocus>${title}</h2>
        <${IconButton} icon="x" label=${t("close")} onClick=${() => dialog.current.close()} />
      </header>`}
      ${children}
    </div>
  </dialog>`;
}
