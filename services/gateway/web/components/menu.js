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

/** Closes what floats on a press elsewhere or when focus leaves; puts the focus into it. */
export function watch(root, close, panel = root.querySelector(".menu__panel")) {
  const elsewhere = (event) => root.contains(event.target) || close(false);
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("focusin", elsewhere);
  (panel.querySelector("[autofocus], [aria-checked=true], [aria-selected=true]") ?? choices(panel)[0])?.focus();
  return () => {
    document.removeEventListener("pointerdown", elsewhere);
    document.removeEventListener("focusin", elsewhere);
  };
}

function choices(panel) {
  return [...panel.querySelectorAll("button:not(:disabled), a[href], input, [role=option][tabindex]")];
}

/** Escape closes; arrows move between the choices. */
export function onKey(event, root, close, panel = root.querySelector(".menu__panel")) {
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = choices(panel);
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
}
