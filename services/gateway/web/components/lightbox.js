/** A picture as large as the window: steps, zoom, saving, all by keys as well. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";
import { saving } from "./file-card.js";
import { Icon } from "./icon.js";

const ZOOMS = [1, 1.5, 2, 3, 4, 6];

/**
 * @param {object} props
 * @param {object[]} props.pictures attachments, oldest first
 * @param {number} props.at which one is shown
 * @param {(at: number) => void} props.onStep
 */
export function Lightbox({ pictures, at, local, onStep, onClose }) {
  const dialog = useRef(null);
  const [zoom, setZoom] = useState(0);
  const picture = pictures[at];
  const [there, setThere] = useState(false);
  useLayoutEffect(() => dialog.current.showModal(), []);
  useLayoutEffect(() => {
    setZoom(0);
    setThere(false);
  }, [picture.id]);
  const step = (by) => pictures[at + by] && onStep(at + by);
  const nearer = (by) => setZoom((before) => Math.max(0, Math.min(ZOOMS.length - 1, before + by)));

  function onKeyDown(event) {
    const act = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), "+": () => nearer(1), "=": () => nearer(1), "-": () => nearer(-1), 0: () => setZoom(0) }[event.key];
    if (!act || (zoom > 0 && event.key.startsWith("Arrow") && !event.shiftKey)) return; // arrows move a picture that is larger than the window
    event.preventDefault();
    act();
  }

  const address = local.get(picture.id) ?? picture.url;
  const name = picture.file_name || t("media.picture");
  return html`<dialog class="lightbox" ref=${dialog} aria-label=${name} onClose=${onClose} onKeyDown=${onKeyDown}>
    <header class="lightbox__head">
      <span class="lightbox__name">${name}<small>${t("media.of", { at: at + 1, count: pictures.length })}</small></span>
      <${IconButton} icon="zoom-out" label=${t("media.smaller")} disabled=${zoom === 0} onClick=${() => nearer(-1)} />
      <${IconButton} icon="zoom-in" label=${t("media.larger")} disabled=${zoom === ZOOMS.length - 1} onClick=${() => nearer(1)} />
      <a class="icon-button" href=${local.get(picture.id) ?? saving(picture.url)} download=${picture.file_name} aria-label=${t("media.save")} title=${t("media.save")}><${Icon} name="download" size=${18} /></a>
      <${IconButton} icon="x" label=${t("close")} onClick=${() => dialog.current.close()} />
    </header>
    <${Stage} picture=${picture} address=${address} zoom=${ZOOMS[zoom]} there=${there} onThere=${() => setThere(true)} onNear=${nearer} onClose=${() => dialog.current.close()} />
    ${at > 0 && html`<span class="lightbox__step lightbox__step--back"><${IconButton} icon="chevron-left" size=${24} label=${t("media.previous")} onClick=${() => step(-1)} /></span>`}
    ${at < pictures.length - 1 && html`<span class="lightbox__step lightbox__step--on"><${IconButton} icon="chevron-right" size=${24} label=${t("media.next")} onClick=${() => step(1)} /></span>`}
  </dialog>`;
}

/** Makes the picture larger than it fits, around the middle of what is seen. */
function useZoom(stage, zoom) {
  const before = useRef(1);
  useLayoutEffect(() => {
    const box = stage.current;
    const picture = box.querySelector(".lightbox__picture");
    const [x, y] = [(box.scrollLeft + box.clientWidth / 2) / box.scrollWidth, (box.scrollTop + box.clientHeight / 2) / box.scrollHeight];
    if (before.current === 1) box.style.setProperty("--fitting", `${picture.offsetWidth}px`);
    box.classList.toggle("lightbox__stage--near", zoom > 1);
    box.style.setProperty("--zoom", zoom);
    box.scrollTo(x * box.scrollWidth - box.clientWidth / 2, y * box.scrollHeight - box.clientHeight / 2);
    before.current = zoom;
  }, [zoom]);
}

/** The picture itself: out of its small copy into focus; dragged when it is larger than the window. */
function Stage({ picture, address, zoom, there, onThere, onNear, onClose }) {
  const stage = useRef(null);
  useZoom(stage, zoom);
  const hold = useRef(null);
  const onPointerDown = ({ clientX: x, clientY: y }) => (hold.current = { x, y, left: stage.current.scrollLeft, top: stage.current.scrollTop });
  function onPointerMove({ clientX, clientY, buttons }) {
    if (!buttons || !hold.current || zoom === 1) return;
    stage.current.scrollTo(hold.current.left + hold.current.x - clientX, hold.current.top + hold.current.y - clientY);
  }
  function onWheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    onNear(event.deltaY < 0 ? 1 : -1);
  }
  return html`<div class="lightbox__stage" ref=${stage} tabindex="0" role="group" aria-label=${t("media.stage")} autofocus
    onPointerDown=${onPointerDown} onPointerMove=${onPointerMove} onWheel=${onWheel} onDblClick=${() => onNear(zoom > 1 ? -9 : 2)} onClick=${(event) => event.target === stage.current && zoom === 1 && onClose()}>
    ${!there && picture.preview_url && html`<img class="lightbox__blur" src=${picture.preview_url} alt="" />`}
    <img key=${picture.id} class=${`lightbox__picture ${there ? "" : "lightbox__picture--loading"}`} src=${address} alt=${picture.file_name || t("media.picture")} draggable=${false} onLoad=${onThere} />
  </div>`;
}
