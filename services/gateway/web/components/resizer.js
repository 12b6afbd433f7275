/** The edge between list and thread; moved by pointer or arrows, and remembered. */
import { useEffect, useState } from "preact/hooks";
import { html } from "../lib/html.js";

const LEAST = 280; // px
const MOST = 520; // px
const USUAL = 340; // px
const STEP = 16; // px per key press

export function Resizer({ label, storage }) {
  const [width, setWidth] = useState(() => within(Number(storage.read("list-width")) || USUAL));

  useEffect(() => {
    document.documentElement.style.setProperty("--list-width", `${width}px`);
    storage.write("list-width", width === USUAL ? null : String(width));
  }, [width]);

  function drag(event) {
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const start = event.clientX - width;
    handle.onpointermove = (move) => setWidth(within(move.clientX - start));
    handle.onlostpointercapture = () => (handle.onpointermove = null);
  }

  function onKeyDown(event) {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (step) setWidth(within(width + step));
  }

  return html`<div class="resizer" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${label}
    aria-valuenow=${width} aria-valuemin=${LEAST} aria-valuemax=${MOST}
    onPointerDown=${drag} onKeyDown=${onKeyDown} onDblClick=${() => setWidth(USUAL)}></div>`;
}

function within(width) {
  return Math.round(Math.min(MOST, Math.max(LEAST, width)));
}
