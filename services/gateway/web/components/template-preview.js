/** A template on the ground of a chat, as the customer will see it. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Icon } from "./icon.js";
import { TemplateCard } from "./template-card.js";

const FILE_ICONS = { image: "image", video: "video", document: "file-text" };

/**
 * @param {object} props
 * @param {{ header: { kind: string } | null, footer: string, buttons: { kind: string, text: string }[] }} props.template
 * @param {string} props.header @param {string} props.body with the values filled in
 * @param {string | null} [props.picture] the address of the header's image
 */
export function TemplatePreview({ template, header = "", body, picture = null }) {
  const kind = template.header?.kind;
  const media = FILE_ICONS[kind] && (picture && kind === "image"
    ? html`<img class="chat-ground__media" src=${picture} alt="" />`
    : html`<span class="chat-ground__media chat-ground__media--none"><${Icon} name=${FILE_ICONS[kind]} size=${24} />${t(`template.header.${kind}`)}</span>`);
  const buttons = template.buttons.map(({ kind: what, text }) => ({ kind: what, text: text || t(`template.button.${what}`) }));
  return html`<figure class="chat-ground" aria-label=${t("template.preview")}>
    <div class="chat-ground__bubble"><${TemplateCard} media=${media || null} header=${header} body=${body || t("template.preview.empty")} footer=${template.footer} buttons=${buttons} /></div>
  </figure>`;
}
