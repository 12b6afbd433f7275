/** What stands in a message's bubble besides its text. */
import { el, icon } from "./dom.js";
import { t } from "./strings.js";

/** Draws all of it, in the order the apps show it; `press(index)` presses a button. */
export function drawContent(message, press) {
  const { content } = message;
  return [
    content.referral ? referral(content.referral) : null,
    content.forwarded ? el("p", { class: "hint" }, icon("reply"), t("forwarded")) : null,
    ...(content.files ?? []).map((file) => drawFile(message, file)),
    content.location ? place(content.location) : null,
    ...(content.contacts ?? []).map(card),
    content.order ? order(content.order) : null,
    content.share ? share(content.share) : null,
    message.kind === "story" ? el("p", { class: "hint" }, icon("camera"), t("storyMention")) : null,
    content.story?.reply ? el("p", { class: "hint" }, icon("camera"), t("storyAnswered")) : null,
    message.kind === "unsupported" ? el("p", { class: "hint" }, icon("alert"), t("unsupportedKind")) : null,
    heading(content.template ?? content.interactive),
  ];
}

/** Draws what stands below the text: a footer, and buttons to press. */
export function drawBelow(message, press) {
  const shown = message.content.template ?? message.content.interactive;
  if (!shown) return [];
  const footer = shown.footer ? el("p", { class: "footer" }, shown.footer) : null;
  const rows = shown.rows ?? [];
  const offered = rows.length > 0 ? rows.map((row) => ({ kind: "reply", text: row.title, help: row.description })) : shown.buttons;
  return [footer, offered.length > 0 ? el("div", { class: "buttons" }, offered.map((each, index) => button(each, index, press))) : null];
}

const SIGNS = { url: "link", phone_number: "person", send_location: "pin", send_contact: "person" };
const TELLING = ["quick_reply", "reply", "postback"];

function button({ kind, text, help, value }, index, press) {
  const words = text || t(kind === "send_location" ? "place" : "ownCard");
  const attributes = { class: "buttons__one", type: "button", title: help ?? value ?? "" };
  if (TELLING.includes(kind)) attributes.onclick = () => press(index);
  else attributes.disabled = kind !== "url";
  if (kind === "url") attributes.onclick = () => open(value, "_blank", "noopener");
  return el("button", attributes, icon(SIGNS[kind] ?? "reply"), words);
}

function heading(shown) {
  return shown?.header ? el("strong", { class: "heading" }, shown.header) : null;
}

function drawFile(message, file) {
  if (!file.media_id) return el("p", { class: "hint" }, icon("clock"), file.link ?? "…");
  const src = `/control/media/${file.media_id}`;
  switch (file.kind) {
    case "image":
      return el("a", { class: "picture", href: src, target: "_blank", rel: "noopener" }, el("img", { src, alt: file.file_name, loading: "lazy" }));
    case "sticker":
      return el("img", { class: "sticker", src, alt: t("sticker") });
    case "video":
      return el("video", { class: "picture", src, controls: true, preload: "metadata" });
    case "audio":
      return el("div", { class: "sound" }, icon(file.voice ? "mic" : "music"), el("audio", { src, controls: true, preload: "metadata" }));
  }
  const size = `${(file.media_type ?? "").split("/").pop().toUpperCase()} · ${Math.max(1, Math.round(file.size / 1024))} kB`;
  return el(
    "a",
    { class: "document", href: src, target: "_blank", rel: "noopener", download: file.file_name },
    icon("file"),
    el("span", {}, el("span", { class: "document__name" }, file.file_name), el("span", { class: "document__size" }, size)),
  );
}

function place({ latitude, longitude, name, address }) {
  const map = el("span", { class: "map", "aria-hidden": "true" }, icon("pin"));
  const words = el("span", {}, el("strong", {}, name || t("place")), address ? el("span", {}, address) : null,
    el("span", { class: "hint" }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}`;
  return el("a", { class: "place", href, target: "_blank", rel: "noopener" }, map, words);
}

function card(each) {
  const lines = [...(each.phones ?? []), ...(each.emails ?? [])];
  return el("div", { class: "card" }, icon("person"),
    el("span", {}, el("strong", {}, each.name || t("ownCard")), ...lines.map((line) => el("span", {}, line))));
}

function order({ items }) {
  const line = (each) => el("span", {}, `${each.quantity} × ${each.product_id} · ${each.currency} ${each.price}`);
  return el("div", { class: "card" }, icon("bag"), el("span", {}, el("strong", {}, t("items", { n: items.length })), items.map(line)));
}

function share({ title, url, what }) {
  return el("div", { class: "card" }, icon("link"), el("span", {}, el("strong", {}, title || t("shared")), el("span", {}, what === "nothing" ? "" : url)));
}

function referral({ source, headline, body }) {
  return el("div", { class: "card card--ad" }, icon(source === "link" ? "link" : "ad"),
    el("span", {}, el("span", { class: "hint" }, t(source === "link" ? "link" : "ad")), el("strong", {}, headline), el("span", {}, body)));
}
