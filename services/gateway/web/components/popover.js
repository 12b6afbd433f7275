/**
 * A button and what floats beside it, above everything and cut off by nothing,
 * however its surroundings scroll. Closes as a menu does.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { onKey, watch } from "./menu.js";

const GAP = 6; // px between the button and what floats

/**
 * @param {object} props
 * @param {(toggle: object) => unknown} props.button draws the button from its attributes
 * @param {(close: (refocus?: boolean) => void) => unknown} props.children draws the content
 * @param {"above" | "below"} [props.side] where it floats while there is room
 * @param {number} [props.openNow] opens whenever this number changes
 */
export function Popover({ button, children, label, side = "above", role = "dialog", openNow = 0, kind = "" }) {
  const [open, setOpen] = useState(false);
  const root = useRef(null);
  const panel = useRef(null);

  useLayoutEffect(() => {
    if (openNow) setOpen(true);
  }, [openNow]);
  useLayoutEffect(() => {
    if (!open) return undefined;
    const float = panel.current;
    float.showPopover();
    const follow = () => place(float, root.current.getBoundingClientRect(), side);
    const sizes = new ResizeObserver(follow);
    sizes.observe(float);
    follow();
    const unwatch = watch(root.current, close, float);
    return () => {
      sizes.disconnect();
      unwatch();
    };
  }, [open]);

  function close(refocus = true) {
    setOpen(false);
    if (refocus) root.current?.querySelector("[aria-haspopup]")?.focus({ preventScroll: true });
  }

  return html`<span class="popover-root" ref=${root} onKeyDown=${(event) => open && onKey(event, root.current, close, panel.current)}>
    ${button({ "aria-haspopup": role, "aria-expanded": String(open), onClick: () => (open ? close() : setOpen(true)) })}
    ${open && html`<div class=${classes("popover", kind && `popover--${kind}`)} popover="manual" role=${role} aria-label=${label} ref=${panel}>${children(close)}</div>`}
  </span>`;
}

/** Puts a floating box beside another, on the wanted side if it fits, and within the window. */
function place(float, anchor, side) {
  const { offsetWidth: width, offsetHeight: height } = float;
  const above = anchor.top - height - GAP;
  const below = anchor.bottom + GAP;
  const fits = side === "above" ? above >= GAP : below + height > innerHeight - GAP;
  const top = fits ? above : below;
  const start = anchor.left + anchor.width / 2 > innerWidth / 2 ? anchor.right - width : anchor.left;
  const within = (value, most) => `${Math.max(GAP, Math.min(value, most - GAP))}px`;
  float.style.setProperty("inset-block-start", within(top, innerHeight - height));
  float.style.setProperty("left", within(start, innerWidth - width));
}
