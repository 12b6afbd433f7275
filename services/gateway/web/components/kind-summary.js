/** A message in one line: an icon for its kind, and its words or what stands for them. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { playTime } from "../lib/time.js";
import { Icon } from "./icon.js";

const KINDS = {
  image: "image", video: "video", audio: "music", voice: "mic", document: "file-text", sticker: "sticker", location: "map-pin",
  contacts: "contact", choice: "mouse-pointer-click", order: "shopping-cart", share: "share-2", template: "layout-template", notice: "info",
  unsupported: "file-question-mark", deleted: "ban",
};

/**
 * @param {object} props
 * @param {object} [props.attachment] the first file of the message
 * @param {boolean} [props.deleted]
 */
export function KindSummary({ kind, text, attachment, deleted = false }) {
  const shown = deleted ? "deleted" : kind === "audio" && attachment?.voice ? "voice" : kind;
  const icon = KINDS[shown];
  const length = attachment?.duration_seconds > 0 && ["voice", "audio"].includes(shown) ? ` ${playTime(attachment.duration_seconds, language.value)}` : "";
  const words = deleted || !text ? icon && `${(kind === "document" && attachment?.file_name) || t(`kind.of.${shown}`)}${length}` : text;
  return html`${icon && html`<${Icon} name=${icon} size=${14} />`}<span>${words ?? text}</span>`;
}
