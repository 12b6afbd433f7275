/** A file that is not there: still coming, or not coming, and what can be done. */
import { has, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Button } from "./button.js";
import { Icon } from "./icon.js";

const HOPELESS = ["TOO_LARGE", "TYPE_REFUSED", "VIEW_ONCE"]; // asking again changes nothing

export function FileState({ attachment, onFetch }) {
  const { id, state, reason, kind } = attachment;
  if (state === "waiting") {
    return html`<span class="file-state" role="status"><span class="spinner" aria-hidden="true"></span>${t("file.waiting")}</span>`;
  }
  const key = `file.failed.${reason}`;
  return html`<span class="file-state file-state--failed">
    <${Icon} name=${kind === "image" || kind === "sticker" ? "image-off" : "file-x"} size=${18} />
    <span>${t(has(key) ? key : "file.failed")}</span>
    ${!HOPELESS.includes(reason) && html`<${Button} small onClick=${() => onFetch(id)}>${t("file.again")}</${Button}>`}
  </span>`;
}
