/** What was said. The box scrolls from its foot, so older messages never move it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Failed } from "../components/empty.js";
import { DayLine, EntryLine, NoticeLine, UnreadLine } from "../components/thread-lines.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { linesOf } from "../state/lines.js";
import { HeldView } from "./held-view.js";
import { MessageView } from "./message-view.js";

const FOOT = 48; // px from the foot that still count as being at it
const SHOWN = 1600; // ms that a message which was jumped to stands out

export function MessagesView({ app, conversation }) {
  const { id } = conversation;
  const box = useRef(null);
  const [atFoot, setAtFoot] = useState(true);
  const [current, setCurrent] = useState(null);
  const thread = app.threads.get(id);
  const known = thread.messages.length ? thread.messages : [conversation.last_message].filter(Boolean);
  const lines = linesOf(known, app.outbox.of(id), app.unreadAtOpen.value);
  useFollow(box, lines.at(-1), atFoot);

  async function jump(messageId) {
    const there = await app.threads.reach(id, messageId);
    if (there) requestAnimationFrame(() => show(box.current, messageId));
    else app.toasts.add({ key: "quote.lost" });
  }

  return html`<div class="messages" ref=${box} tabindex="0" role="log" aria-label=${t("thread.of", { name: conversation.contact.name })} aria-live="polite"
    onScroll=${() => setAtFoot(box.current.scrollTop > -FOOT)} onKeyDown=${(event) => walk(event, box.current)}>
    <div class="messages__inner">
      <${Beginning} app=${app} id=${id} thread=${thread} box=${box} />
      ${lines.map((line) => html`<${Line} app=${app} conversation=${conversation} line=${line} key=${line.key} current=${current === line.key} onFocus=${() => setCurrent(line.key)} onJump=${jump} />`)}
      <${HeldView} app=${app} conversation=${conversation} />
    </div>
    ${!atFoot && html`<button type="button" class="pill pill--foot" onClick=${() => (box.current.scrollTop = 0)}>${t("thread.newest")}</button>`}
  </div>`;
}

/** Goes to the foot for one's own message, or for any when already there. */
function useFollow(box, last, atFoot) {
  useEffect(() => {
    if (atFoot || last?.message?.local) box.current.scrollTop = 0;
  }, [last?.key]);
}

function Line({ app, conversation, line, ...rest }) {
  if (line.type === "day") return html`<${DayLine} moment=${line.moment} now=${app.now.value} />`;
  if (line.type === "unread") return html`<${UnreadLine} />`;
  if (line.type === "entry" && line.message.kind === "notice") return html`<${NoticeLine} message=${line.message} name=${conversation.contact.name} />`;
  if (line.type === "entry") return html`<${EntryLine} message=${line.message} nameOf=${app.roster.nameOf} />`;
  return html`<${MessageView} app=${app} conversation=${conversation} line=${line} ...${rest} />`;
}

/** Up and down go from message to message; Tab then reaches what can be done with one. */
function walk(event, box) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName === "INPUT" || event.defaultPrevented || event.target.closest(".popover")) return;
  const all = [...box.querySelectorAll("[data-message]")];
  const at = all.indexOf(document.activeElement.closest("[data-message]"));
  const next = at === -1 ? all.at(-1) : all[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function show(box, messageId) {
  const found = box.querySelector(`[data-message="${CSS.escape(messageId)}"]`);
  if (!found) return;
  found.scrollIntoView({ block: "center" });
  found.focus({ preventScroll: true });
  found.classList.add("bubble--shown");
  setTimeout(() => found.classList.remove("bubble--shown"), SHOWN);
}

function Beginning({ app, id, thread, box }) {
  const mark = useRef(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && app.threads.loadOlder(id), { root: box.current, rootMargin: "800px" });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [thread.cursor]);

  return html`<div class="messages__beginning" ref=${mark}>
    ${thread.status === "failed" && html`<${Failed} text=${why(thread.error)} retry=${t("retry")} onRetry=${() => app.threads.refresh(id)} />`}
    ${["loading", "older"].includes(thread.status) && html`<span class="messages__loading" role="status">${t("loading")}</span>`}
  </div>`;
}
