/** Small controls of the right pane. */
import { el } from "./dom.js";

// Groups that stand open; the rest is folded.
const open = new Set(["clock", "customer", "answers", "error", "counts"]);

/** Draws a group that can be folded; `id` remembers whether it is. */
export function group(id, title, ...content) {
  const made = el("details", { class: "group", open: open.has(id) }, el("summary", { class: "caption" }, title), el("div", { class: "group__inside" }, ...content));
  made.addEventListener("toggle", () => (made.open ? open.add(id) : open.delete(id)));
  return made;
}

/** Draws a checkbox or radio with its name and what it does. */
export function choice(type, id, checked, label, help, onchange, alarm = false) {
  const input = el("input", { type, id, name: type === "radio" ? "answering" : id, onchange });
  input.checked = checked;
  return el(
    "label",
    { class: alarm ? "choice choice--alarm" : "choice" },
    input,
    el("span", {}, label),
    el("span", { class: "choice__help" }, help),
  );
}

/** Draws a row of buttons of which one is pressed. */
export function chips(id, options, chosen, pick) {
  const chip = ([value, label]) =>
    el("button", { class: "chip", id: `${id}-${value}`, "aria-pressed": String(value === chosen), onclick: () => pick(value) }, label);
  return el("div", { class: "chips" }, options.map(chip));
}
