/**
 * A button and what floats below it. Closes on Escape, on a press elsewhere and
 * when focus leaves; arrows move between the choices.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";

/**
 * @param {object} props
 * @param {(toggle: object) => unknown} props.button draws the button from its attributes
 * @param {(close: () => void) => unknown} props.children draws the content
 * @param {"start" | "end"} [props.align]
 * @param {boolean} [props.above] opens upward
 * @param {string} [props.role] `menu`, `listbox` or `dialog`
 * @param {number} [props.openNow] opens whenever this number changes
 */
export function Menu({ button, children, label, align = "start", above = false, role = "menu", openNow = 0 }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);

  useLayoutEffect(() => {
    if (openNow) setOpen(true);
  }, [openNow]);
  useLayoutEffect(() => (open ? watch(root.current, close) : undefined), [open]);

  function close(refocus = true) {
    setOpen(false);
    if (refocus) root.current?.querySelector("[aria-haspopup]")?.focus();
  }

  return html`<div class="menu" ref=${root} onKeyDown=${(event) => open && onKey(event, root.current, close)}>
    ${button({ "aria-haspopup": role, "aria-expanded": String(open), onClick: () => (open ? close() : setOpen(true)) })}
    ${open && html`<div class=${classes("menu__panel", `menu__panel--${align}`, above && "menu__panel--above")} role=${role} aria-label=${label}>
      ${children(close)}
    </div>`}
  </div>`;
}

function watch(root, close) {
  const elsewhere = (event) => root.contains(event.target) || close(false);
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("focusin", elsewhere);
  const panel = root.querySelector(".menu__panel");
  (panel.querySelector("[autofocus], [aria-checked=true], [aria-selected=true]") ?? choices(panel)[0])?.focus();
  return () => {
    document.removeEventListener("pointerdown", elsewhere);
    document.removeEventListener("focusin", elsewhere);
  };
}

function choices(panel) {
  return [...panel.querySelectorAll("button:not(:disabled), a[href], input, [role=option][tabindex]")];
}

function onKey(event, root, close) {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = choices(root.querySelector(".menu__panel"));
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
}
