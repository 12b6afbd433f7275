/** A template as the person sees it: header, body, footer, buttons. */
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";
import { RichText } from "./rich-text.js";

const BUTTON_ICONS = { url: "external-link", phone: "phone", quick_reply: "reply" };

/**
 * @param {object} props
 * @param {unknown} [props.media] the file of the header, drawn
 * @param {(string | { text: string, kind: string })[]} props.buttons
 * @param {unknown} [props.meta] time and ticks
 */
export function TemplateCard({ media = null, header = "", body, footer = "", buttons, meta = null }) {
  return html`<div class="template">
    ${media}
    ${header && html`<strong class="template__header">${header}</strong>`}
    <${RichText} text=${body} marks />
    ${footer && html`<span class="template__footer">${footer}</span>`}
    ${meta}
    ${buttons.length > 0 && html`<ul class="template__buttons">${buttons.map((button, index) => {
      const { text, kind } = typeof button === "string" ? { text: button, kind: "quick_reply" } : button;
      return html`<li class=${classes("template__button", `template__button--${kind}`)} key=${index}><${Icon} name=${BUTTON_ICONS[kind] ?? "reply"} size=${14} />${text}</li>`;
    })}</ul>`}
  </div>`;
}
