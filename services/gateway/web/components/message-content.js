/** What a message holds, by its kind: files, places, cards, choices, and its text. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ContactCards } from "./contact-cards.js";
import { FileCard } from "./file-card.js";
import { Icon } from "./icon.js";
import { LocationCard } from "./location-card.js";
import { MediaGrid, Picture } from "./media-grid.js";
import { FileState } from "./file-state.js";
import { RichText } from "./rich-text.js";
import { SoundPlayer } from "./sound-player.js";
import { TemplateCard } from "./template-card.js";
import { ChoiceCard, OrderCard, ShareCard } from "./told-cards.js";

const STICKER = { width: 150, height: 150 };

/**
 * @param {object} props
 * @param {object} props.files `{ onOpen, onFetch, upload, local }` for whatever is a file
 * @param {unknown} props.meta time and ticks; floats at the end of the text
 */
export function MessageContent({ message, files, meta }) {
  const { kind, text, content } = message;
  if (message.delete_time) return html`<span class="bubble__gone"><${Icon} name="ban" size=${14} />${t("message.deleted")}</span>${meta}`;
  if (kind === "unsupported") return html`<${Unsupported} message=${message} />${meta}`;
  if (kind === "template" && content?.template) return html`<${Template} message=${message} files=${files} meta=${meta} />`;
  const told = content && partOf(kind, content, text);
  const spoken = kind === "choice" && told ? "" : text;
  return html`
    ${content?.attachments?.length > 0 && html`<${Files} attachments=${content.attachments} files=${files} />`}
    ${told}
    ${spoken && html`<${RichText} text=${spoken} />`}
    ${meta}`;
}

function partOf(kind, content, text) {
  const { location, cards, choice, order, share } = content;
  if (kind === "location" && location) return html`<${LocationCard} location=${location} />`;
  if (kind === "contacts" && cards?.length) return html`<${ContactCards} cards=${cards} />`;
  if (kind === "choice" && choice) return html`<${ChoiceCard} choice=${choice} text=${text} />`;
  if (kind === "order" && order) return html`<${OrderCard} order=${order} />`;
  return share ? html`<${ShareCard} share=${share} />` : null;
}

/** Pictures and films together, then each of the rest on its own. */
function Files({ attachments, files }) {
  const seen = attachments.filter(({ kind }) => kind === "image" || kind === "video");
  const rest = attachments.filter((one) => !seen.includes(one));
  return html`
    ${seen.length > 0 && html`<${MediaGrid} attachments=${seen} ...${files} />`}
    ${rest.map((one) => html`<${File} attachment=${one} files=${files} key=${one.id} />`)}`;
}

function File({ attachment, files }) {
  const shared = { attachment, onFetch: files.onFetch, upload: files.upload, local: files.local.get(attachment.id) };
  if (attachment.kind === "audio") return html`<${SoundPlayer} ...${shared} />`;
  if (attachment.kind !== "sticker") return html`<${FileCard} ...${shared} />`;
  if (attachment.state !== "ready") return html`<${FileState} attachment=${attachment} onFetch=${files.onFetch} />`;
  return html`<span class="sticker" role="img" aria-label=${t("kind.of.sticker")}><${Picture} address=${shared.local ?? attachment.url} size=${STICKER} kind="sticker__picture" /></span>`;
}

function Template({ message, files, meta }) {
  const { template, attachments = [] } = message.content;
  const media = attachments.length > 0 && html`<${Files} attachments=${attachments} files=${files} />`;
  return html`<${TemplateCard} media=${media} header=${template.header} body=${message.text} footer=${template.footer} buttons=${template.buttons ?? []} meta=${meta} />`;
}

/** A kind we cannot show: said so, with what the provider sent behind a press. */
function Unsupported({ message }) {
  const raw = message.content?.raw;
  return html`<span class="bubble__unsupported">
    <${Icon} name="file-question-mark" size=${18} />
    <span>${message.text || t("message.unsupported")}<small>${t("message.unsupported.help", { kind: message.provider_kind || "?" })}</small>
      ${raw && html`<details class="raw"><summary>${t("message.raw")}</summary><pre class="raw__text" tabindex="0">${pretty(raw)}</pre></details>`}
    </span>
  </span>`;
}

function pretty(raw) {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
