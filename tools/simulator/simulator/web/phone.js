/** The middle pane: the phone in the customer's hand. */
import { drawBubble, fingerprint } from "./bubble.js";
import { createComposer } from "./composer.js";
import { avatar, clock, day, el, icon } from "./dom.js";
import { ask, emojiRow, openMenu } from "./menu.js";
import { t } from "./strings.js";

// Messages of the same side within this many seconds form one turn.
const TURN = 120;

/** Draws the phone with nothing picked. */
export function drawNobody(root) {
  const hint = el("div", { class: "phone__hint" }, icon("bubble"), el("strong", {}, t("pick")), el("span", {}, t("pickHint")));
  root.replaceChildren(el("div", { class: "phone" }, hint));
}

/** Draws the phone with the web site on it, its widget and all. */
export function drawSite(root, channel, verbs) {
  const line = el("p", { class: "phone__line" }, t("webchatHint"));
  const src = `/webchat-demo?token=${encodeURIComponent(channel.token)}`;
  const site = el("iframe", { class: "phone__site", title: channel.name, src });
  root.replaceChildren(frame(channel, line, verbs, site));
}

/** Draws a chat and returns `update(thread)`, which brings it up to date. */
export function openChat(root, channel, verbs) {
  const list = el("div", { class: "thread", role: "log", "aria-live": "polite", tabindex: "0" });
  const line = el("p", { class: "phone__line" }, t("online"));
  const known = new Map();
  let byId = new Map();
  let owner = null;
  const composer = createComposer(channel, () => owner, verbs);
  root.replaceChildren(frame(channel, line, verbs, list, composer.element));
  composer.focus();
  // Whether the newest message is in sight, and stays so as pictures load.
  let sticks = true;
  list.addEventListener("scroll", () => (sticks = list.scrollHeight - list.scrollTop - list.clientHeight < 120));
  for (const loaded of ["load", "loadedmetadata"]) list.addEventListener(loaded, follow, { capture: true });

  function follow() {
    if (sticks) list.scrollTop = list.scrollHeight;
  }

  return function update({ customer, messages }) {
    const first = known.size === 0;
    owner = customer;
    byId = new Map(messages.map((each) => [each.id, each]));
    const typing = customer.typing_until * 1000 - Date.now();
    line.textContent = typing > 0 ? t("typing") : t("online");
    if (messages.length < known.size) reset();
    messages.forEach((message, index) => place(message, messages[index - 1], first));
    follow();
  };

  function reset() {
    known.clear();
    list.replaceChildren();
  }

  function place(message, before, first) {
    const old = known.get(message.id);
    const mark = fingerprint(message);
    if (old?.mark === mark) return;
    const turn = !before || before.direction !== message.direction || message.at - before.at > TURN;
    const facts = { turn, fresh: !old && !first, quoted: byId.get(message.quoted_id), kind: channel.kind };
    const node = drawBubble(message, facts, { press: verbs.press, openMenu: openMessageMenu });
    if (old) old.node.replaceWith(node);
    else {
      if (!before || day(before.at) !== day(message.at)) list.append(el("p", { class: "day" }, day(message.at)));
      list.append(node);
    }
    known.set(message.id, { mark, node });
  }

  function openMessageMenu(message, anchor) {
    const mine = message.direction === "in";
    const items = [{ icon: "reply", label: t("reply"), run: () => composer.quote(message) }];
    const changeable = mine || message.origin === "app";
    if (changeable) items.push({ icon: "file", label: t("edit"), run: () => edit(message) });
    if (changeable) items.push({ icon: "close", label: t("delete"), run: () => verbs.change(message, "delete") });
    if (!mine && message.status !== "failed") {
      items.push({ icon: "ticks", label: t("markRead"), run: () => verbs.status(message, "read") });
      if (message.kind === "audio") items.push({ icon: "mic", label: t("markPlayed"), run: () => verbs.status(message, "played") });
    }
    openMenu(anchor, items, emojiRow(message.reactions.in, (emoji) => verbs.react(message, emoji)));
  }

  async function edit(message) {
    const given = await ask(t("edit"), [{ name: "text", label: t("text"), value: message.text }], t("save"));
    if (given) verbs.change(message, "edit", given);
  }
}

function frame(channel, line, verbs, ...content) {
  const back = el("button", { class: "phone__back", "aria-label": t("back"), onclick: verbs.back }, icon("back"));
  const tune = el("button", { class: "phone__tune", "aria-label": t("options"), onclick: verbs.openSwitches }, icon("tune"));
  const title = el("div", { class: "phone__title" }, el("h2", { class: "phone__name" }, channel.name), line);
  return el(
    "section",
    { class: "phone", "aria-label": channel.name, "data-kind": channel.kind },
    el("div", { class: "phone__bar", "aria-hidden": "true" }, el("span", {}, clock(Date.now() / 1000)), el("span", {}, "5G")),
    el("header", { class: "phone__head" }, back, avatar(channel.name, channel.id), title, tune),
    ...content,
  );
}
