/** Pictures and films of a message. Their place is kept before they load, so nothing moves. */
import { useState } from "preact/hooks";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { playTime } from "../lib/time.js";
import { FileState } from "./file-state.js";
import { Icon } from "./icon.js";
import { Progress } from "./progress.js";

const WIDEST = 330; // px
const TALLEST = 340; // px
const UNKNOWN = 240; // px; side of a picture that did not tell its size
const SHOWN = 4; // pictures of a grid; the rest are behind the last

/**
 * @param {object} props
 * @param {(id: string) => void} props.onOpen shows one large
 * @param {(id: string) => void} props.onFetch asks for a failed file once more
 * @param {{ progress: number, cancel: () => void } | null} props.upload
 * @param {Map<string, string>} props.local addresses of files sent from here
 */
export function MediaGrid({ attachments, onOpen, onFetch, upload, local }) {
  const shown = attachments.slice(0, SHOWN);
  const many = attachments.length > 1;
  const more = attachments.length - SHOWN;
  return html`<div class=${classes("media", many && `media--grid media--${shown.length}`)}>
    ${shown.map((one, index) => html`<div class="media__cell" key=${one.id}>
      <${Medium} attachment=${one} square=${many} onOpen=${onOpen} onFetch=${onFetch} local=${local.get(one.id)} />
      ${more > 0 && index === SHOWN - 1 && html`<button type="button" class="media__more" aria-label=${t("media.more", { count: more })} onClick=${() => onOpen(one.id)}>+${more}</button>`}
      ${upload && html`<${Progress} part=${upload.progress} onCancel=${upload.cancel} />`}
    </div>`)}
  </div>`;
}

function Medium({ attachment, square, onOpen, onFetch, local }) {
  const size = square ? { width: UNKNOWN, height: UNKNOWN } : fit(attachment);
  if (attachment.state !== "ready") return html`<div class="media__absent"><${FileState} attachment=${attachment} onFetch=${onFetch} /></div>`;
  if (attachment.kind === "video") return html`<${Film} attachment=${attachment} size=${size} local=${local} />`;
  const name = t("media.open", { name: attachment.file_name || t("media.picture") });
  return html`<button type="button" class="media__open" aria-label=${name} onClick=${() => onOpen(attachment.id)}>
    <${Picture} address=${local ?? attachment.preview_url ?? attachment.url} size=${size} />
  </button>`;
}

/** Comes out of a blur once it is there. */
export function Picture({ address, size, kind = "media__picture" }) {
  const [state, setState] = useState("loading");
  if (state === "broken") return html`<span class="media__broken"><${Icon} name="image-off" size=${20} />${t("media.broken")}</span>`;
  return html`<img class=${`${kind} ${kind}--${state}`} src=${address} width=${size.width} height=${size.height} alt="" decoding="async" draggable=${false}
    onLoad=${() => setState("there")} onError=${() => setState("broken")} />`;
}

function Film({ attachment, size, local }) {
  const [playing, setPlaying] = useState(false);
  const { preview_url, playable_url, url, duration_seconds, file_name } = attachment;
  const address = local ?? playable_url ?? url;
  const name = file_name || t("media.film");
  if (playing) return html`<video class="media__film" src=${address} poster=${preview_url} width=${size.width} height=${size.height} controls autoplay playsinline aria-label=${name}></video>`;
  return html`<button type="button" class="media__open" aria-label=${t("media.play", { name })} onClick=${() => setPlaying(true)}>
    ${preview_url
      ? html`<${Picture} address=${preview_url} size=${size} />`
      : html`<video class="media__film" src=${`${address}#t=0.1`} width=${size.width} height=${size.height} preload="metadata" muted playsinline tabindex="-1" aria-hidden="true"></video>`}
    <span class="media__play"><${Icon} name="play" size=${24} /></span>
    ${duration_seconds > 0 && html`<span class="media__length"><${Icon} name="video" size=${12} />${playTime(duration_seconds, language.value)}</span>`}
  </button>`;
}

/** The size a picture is shown at: its own, made smaller until it fits. */
export function fit({ width, height }) {
  if (!width || !height) return { width: UNKNOWN, height: UNKNOWN };
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
