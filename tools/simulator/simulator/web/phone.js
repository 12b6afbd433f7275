/** The middle pane: the phone in the customer's hand. */
import { clock, day, el, icon } from "./dom.js";
import { t } from "./strings.js";

// Sign under a message that the customer wrote, by its status.
const SIGNS = { pending: "clock", accepted: "tick", read: "ticks", refused: "alert" };
// Messages of the same side within this many seconds form one turn.
const TURN = 120;

/** Draws the phone with nothing picked. */
export function drawNobody(root) {
  const hint = el(
    "div",
    { class: "phone__hint" },
    icon("bubble"),
    el("strong", {}, t("pick")),
    el("span", {}, t("pickHint")),
  );
  root.replaceChildren(el("div", { class: "phone" }, hint));
}

/** Draws the phone with the web site on it, its widget and all. */
export function drawSite(root, channel, verbs) {
  const line = el("p", { class: "phone__line" }, t("webchatHint"));
  const site = el("iframe", {
    class: "phone__site",
    title: channel.name,
    src: `/webchat-demo?token=${encodeURIComponent(channel.token)}`,
  });
  root.replaceChildren(frame(channel, line, verbs, site));
}

/** Draws a chat and returns `update(thread)`, which brings it up to date. */
export function openChat(root, channel, verbs) {
  const list = el("div", { class: "thread", role: "log", "aria-live": "polite", tabindex: "0" });
  const line = el("p", { class: "phone__line" }, t("online"));
  const known = new Map();
  root.replaceChildren(frame(channel, line, verbs, list, composer(verbs)));
  root.querySelector("textarea").focus({ preventScroll: true });

  return function update({ customer, messages }) {
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
    const first = known.size === 0;
    const typing = customer.typing_until * 1000 - Date.now();
    line.textContent = typing > 0 ? t("typing") : t("online");
    if (messages.length < known.size) reset();
    messages.forEach((message, index) => place(message, messages[index - 1], first));
    if (near || first) list.scrollTop = list.scrollHeight;
  };

  function reset() {
    known.clear();
    list.replaceChildren();
  }

  function place(message, before, first) {
    const old = known.get(message.id);
    if (old?.status === message.status) return;
    const turn = !before || before.direction !== message.direction || message.at - before.at > TURN;
    const node = bubble(message, turn, !old && !first);
    if (old) old.node.replaceWith(node);
    else {
      if (!before || day(before.at) !== day(message.at)) list.append(el("p", { class: "day" }, day(message.at)));
      list.append(node);
    }
    known.set(message.id, { status: message.status, node });
  }
}

function frame(channel, line, verbs, ...content) {
  const back = el("button", { class: "phone__back", "aria-label": t("back"), onclick: verbs.back }, icon("back"));
  const tune = el("button", { class: "phone__tune", "aria-label": t("options"), onclick: verbs.openSwitches }, icon("tune"));
  const title = el("div", { class: "phone__title" }, el("h2", { class: "phone__name" }, channel.name), line);
  return el(
    "section",
    { class: "phone", "aria-label": channel.name },
    el("div", { class: "phone__bar", "aria-hidden": "true" }, el("span", {}, clock(Date.now() / 1000)), el("span", {}, "5G")),
    el("header", { class: "phone__head" }, back, title, tune),
    ...content,
  );
}

function composer(verbs) {
  const text = el("textarea", {
    class: "compose__text", rows: "1", maxlength: "4096", placeholder: t("write"), "aria-label": t("write"),
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
  });
  async function submit() {
    const words = text.value.trim();
    if (words === "") return;
    text.value = "";
    if (!(await verbs.write(words))) text.value ||= words;
    text.focus();
  }
  const send = el("button", { class: "compose__send", "aria-label": t("send") }, icon("send"));
  const onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  return el("form", { class: "compose", onsubmit }, text, send);
}

function bubble(message, turn, fresh) {
  const mine = message.direction === "in";
  const side = mine ? "mine" : "theirs";
  const classes = ["bubble", `bubble--${side}`, turn ? "bubble--turn" : "", fresh ? "bubble--new" : ""];
  const words = message.error_code ? `${t("failed")} · ${message.error_code} ${message.error_title}` : t(message.status);
  const foot = el(
    "div",
    { class: `bubble__foot bubble__foot--${message.status}` },
    mine && message.status !== "pending" && message.status !== "refused"
      ? null
      : el("span", { class: "bubble__state" }, words),
    el("time", {}, clock(message.at)),
    mine ? el("span", { role: "img", "aria-label": words, title: words }, icon(SIGNS[message.status])) : null,
  );
  return el("div", { class: classes.join(" ").trim() }, message.text, foot);
}
