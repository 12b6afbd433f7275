/** One message on the phone. */
import { drawBelow, drawContent } from "./content.js";
import { clock, el, icon } from "./dom.js";
import { t } from "./strings.js";

// Sign under a message that the customer wrote, by its status.
const SIGNS = { pending: "clock", accepted: "tick", read: "ticks", refused: "alert" };

/** Tells whether a message has to be drawn anew. */
export function fingerprint({ status, text, edits, deleted, reactions, content, error_code }) {
  return JSON.stringify([status, text, edits, deleted, reactions, error_code, content.files]);
}

/**
 * Draws a message; `quoted` is the one it quotes, or undefined. `verbs` is
 * `{press(message, index), openMenu(message, button)}`.
 */
export function drawBubble(message, { turn, fresh, quoted, kind }, verbs) {
  if (message.kind === "system") return system(message);
  const side = message.direction === "in" ? "mine" : "theirs";
  const classes = ["bubble", `bubble--${side}`, turn ? "bubble--turn" : "", fresh ? "bubble--new" : "", `bubble--${message.kind}`];
  const press = (index) => verbs.press(message, index);
  const inside = message.deleted
    ? [el("p", { class: "hint" }, icon("close"), t("deleted"))]
    : [
        message.origin === "app" ? el("p", { class: "hint" }, icon("person"), t(kind === "whatsapp_cloud" ? "fromApp" : "inbox")) : null,
        message.quoted_id ? quote(quoted) : null,
        ...drawContent(message, press),
        words(message),
        ...drawBelow(message, press),
      ];
  const more = el("button", { class: "bubble__more", "aria-label": t("more"), onclick: (event) => verbs.openMenu(message, event.currentTarget) }, icon("smile"));
  return el("div", { class: classes.filter(Boolean).join(" "), "data-id": message.id }, ...inside, foot(message), reactions(message), more);
}

function words({ text, content }) {
  const shown = content.template ? content.template.body : text;
  return shown ? el("p", { class: "bubble__text" }, shown) : null;
}

function quote(quoted) {
  const line = !quoted ? "…" : quoted.text || t(QUOTABLE[quoted.kind] ?? "shared");
  return el("blockquote", { class: "quote" }, line);
}

const QUOTABLE = { image: "photo", video: "video", audio: "voice", document: "document", sticker: "sticker", location: "place", contacts: "card", order: "order" };

function reactions({ reactions: given }) {
  const emoji = Object.values(given);
  return emoji.length > 0 ? el("span", { class: "reactions" }, ...emoji) : null;
}

function foot(message) {
  const mine = message.direction === "in";
  const state = message.error_code ? `${t("failed")} · ${message.error_code} ${message.error_title}` : t(message.status);
  const told = !mine || message.status === "pending" || message.status === "refused";
  return el(
    "div",
    { class: `bubble__foot bubble__foot--${message.status}` },
    told ? el("span", { class: "bubble__state" }, state) : null,
    message.edits ? el("span", {}, t("edited")) : null,
    el("time", {}, clock(message.at)),
    mine ? el("span", { role: "img", "aria-label": state, title: state }, icon(SIGNS[message.status])) : null,
  );
}

function system({ content: { notice } }) {
  const line = notice.what === "number_changed" ? t("numberChanged", { phone: notice.phone }) : t("identityChanged");
  return el("p", { class: "day" }, line);
}
