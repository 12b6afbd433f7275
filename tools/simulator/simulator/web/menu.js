/** Menus and small forms that open over the phone. */
import { el, icon } from "./dom.js";
import { t } from "./strings.js";

const EMOJI = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/** Opens a list of `{icon, label, run}` beside `anchor`; `head` stands above it. */
export function openMenu(anchor, items, head = null) {
  const menu = el("div", { class: "menu", popover: "auto", role: "menu" });
  const row = (item) => el("button", { class: "menu__item", role: "menuitem", onclick: () => { menu.hidePopover(); item.run(); } }, icon(item.icon), item.label);
  menu.append(...[head, ...items.map(row)].filter((part) => part !== null));
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  document.body.append(menu);
  menu.showPopover();
  const at = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + size.height + 8 < innerHeight;
  menu.style.insetBlockStart = `${Math.max(8, below ? at.bottom + 4 : at.top - size.height - 4)}px`;
  menu.style.insetInlineStart = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  menu.querySelector("button")?.focus();
  return menu;
}

/** Draws the row of emoji of a message's menu. */
export function emojiRow(current, react) {
  const one = (emoji) => {
    const pressed = current === emoji;
    return el("button", { class: "menu__emoji", "aria-pressed": String(pressed), onclick: (event) => {
      event.currentTarget.closest("[popover]").hidePopover();
      react(pressed ? "" : emoji);
    } }, emoji);
  };
  return el("div", { class: "menu__row" }, EMOJI.map(one));
}

/**
 * Asks for values in a dialog; `fields` are `{name, label, value, type}`.
 * Returns them by name, or null if the person gave up.
 */
export function ask(title, fields, done = t("ok")) {
  return new Promise((resolve) => {
    const inputs = fields.map(({ name, label, value = "", type = "text", required = true }) =>
      el("label", { class: "field" }, el("span", { class: "field__label" }, label),
        el("input", { class: "input", name, value, type, required, step: "any", autocomplete: "off" })));
    const cancel = el("button", { class: "button", type: "button", onclick: () => dialog.close() }, t("cancel"));
    const form = el("form", { class: "sheet__form", method: "dialog", onsubmit: () => {
      answer = Object.fromEntries(new FormData(form));
    } }, el("h2", { class: "sheet__title" }, title), ...inputs,
      el("div", { class: "sheet__foot" }, cancel, el("button", { class: "button button--main" }, done)));
    let answer = null;
    const dialog = el("dialog", { class: "sheet", onclose: () => { dialog.remove(); resolve(answer); } }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Shows a line for a few seconds, where everybody sees and hears it. */
export function notify(line) {
  const shown = el("p", { class: "toast", role: "alert" }, line);
  document.body.append(shown);
  setTimeout(() => shown.remove(), 6000);
}
