/** One file before it is sent. */
import { language, t } from "../i18n/i18n.js";
import { fileSize, typeName } from "../lib/files.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";
import { documentIcon } from "./file-card.js";
import { Icon } from "./icon.js";
import { SoundPlayer } from "./sound-player.js";

export function TrayItem({ item, captioned, limit, onCaption, onDrop }) {
  const { name, kind, media_type, size, caption } = item;
  const shown = item.voice ? t("kind.of.voice") : name;
  return html`<li class=${`tray-item tray-item--${kind}`}>
    <${Face} item=${item} />
    <span class="tray-item__words"><span class="tray-item__name" title=${shown}>${shown}</span><span class="tray-item__facts">${typeName(media_type, name)} · ${fileSize(size, language.value)}</span></span>
    ${captioned && html`<input class="tray-item__caption" maxlength=${limit} value=${caption} placeholder=${t("tray.caption")} aria-label=${t("tray.caption.of", { name: shown })} onInput=${(event) => onCaption(event.currentTarget.value)} />`}
    <${IconButton} icon="x" size=${14} label=${t("tray.drop", { name: shown })} onClick=${onDrop} />
  </li>`;
}

function Face({ item }) {
  const { kind, address, media_type, seconds = 0, voice } = item;
  if (kind === "image") return html`<img class="tray-item__picture" src=${address} alt="" />`;
  if (kind === "video") return html`<video class="tray-item__picture" src=${`${address}#t=0.1`} muted preload="metadata" tabindex="-1" aria-hidden="true"></video>`;
  if (kind === "audio") return html`<span class="tray-item__sound"><${SoundPlayer} attachment=${{ id: address, state: "ready", url: address, voice, duration_seconds: seconds, playable_url: null }} /></span>`;
  return html`<span class="tray-item__icon"><${Icon} name=${documentIcon(media_type)} size=${20} /></span>`;
}
