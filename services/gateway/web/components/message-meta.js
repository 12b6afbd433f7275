/** At the foot of a message: whether it was edited, when it was written, how far it got. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { clockTime, fullTime } from "../lib/time.js";
import { DeliveryStory } from "./delivery-story.js";
import { Icon } from "./icon.js";
import { Popover } from "./popover.js";

const TICKS = {
  queued: "clock", sending: "clock", uploading: "clock", sent: "check", delivered: "check-check", read: "check-check",
  failed: "circle-alert", unknown: "circle-question-mark", held: "circle-pause",
};

/**
 * @param {object} props
 * @param {boolean} props.current whether the message has the focus: only then its buttons are in the order of Tab
 * @param {{ story: object | undefined, failure: string, onAsk: () => void } | null} props.delivery null where there is no story
 */
export function MessageMeta({ message, current, delivery }) {
  const { create_time, status, edit_time, former_texts = [] } = message;
  return html`<span class="bubble__meta">
    ${edit_time && !message.delete_time && html`<${Edited} texts=${former_texts} moment=${edit_time} current=${current} />`}
    <time datetime=${create_time} title=${fullTime(create_time, language.value)}>${clockTime(create_time, language.value)}</time>
    ${status && (delivery ? html`<${Told} status=${status} current=${current} ...${delivery} />` : html`<${Ticks} status=${status} />`)}
  </span>`;
}

/** How far a message got: clock, one tick, two, two in colour. */
export function Ticks({ status, silent = false }) {
  const label = t(`status.${status}`);
  return html`<span class=${`ticks ticks--${status}`} role=${silent ? null : "img"} aria-label=${silent ? null : label} title=${label}>
    <${Icon} name=${TICKS[status] ?? "clock"} size=${14} />
  </span>`;
}

function Told({ status, current, story, failure, onAsk }) {
  const label = t("story.of", { status: t(`status.${status}`) });
  const button = ({ onClick, ...toggle }) => html`<button type="button" class="bubble__told" aria-label=${label} tabindex=${current ? 0 : -1} ...${toggle} onClick=${() => {
    onAsk();
    onClick();
  }}><${Ticks} status=${status} silent /></button>`;
  return html`<${Popover} label=${t("story")} button=${button}>${() => html`<${DeliveryStory} story=${story} failure=${failure} />`}</${Popover}>`;
}

function Edited({ texts, moment, current }) {
  if (!texts.length) return html`<span>${t("message.edited")}</span>`;
  const button = (toggle) => html`<button type="button" class="bubble__edited" tabindex=${current ? 0 : -1} ...${toggle}>${t("message.edited")}</button>`;
  return html`<${Popover} label=${t("message.former")} button=${button}>${() => html`<div class="former">
    <h3 class="story__title">${t("message.former")}</h3>
    <p class="former__when">${t("message.edited.when", { when: fullTime(moment, language.value) })}</p>
    <ol class="former__texts">${texts.map((text, index) => html`<li key=${index}>${text}</li>`)}</ol>
  </div>`}</${Popover}>`;
}
