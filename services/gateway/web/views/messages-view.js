/** What was said. The box scrolls from its foot, so older messages never move it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Bubble } from "../components/bubble.js";
import { Button } from "../components/button.js";
import { Failed } from "../components/empty.js";
import { DayLine, EntryLine, UnreadLine } from "../components/thread-lines.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { clockTime } from "../lib/time.js";
import { linesOf } from "../state/lines.js";

const FOOT = 48; // px from the foot that still count as being at it

export function MessagesView({ app, conversation }) {
  const { id } = conversation;
  const box = useRef(null);
  const [atFoot, setAtFoot] = useState(true);
  const thread = app.threads.get(id);
  const known = thread.messages.length ? thread.messages : [conversation.last_message].filter(Boolean);
  const lines = linesOf(known, app.outbox.of(id), app.unreadAtOpen.value);
  useFollow(box, lines.at(-1), atFoot);

  return html`<div class="messages" ref=${box} tabindex="0" role="log" aria-label=${t("thread.of", { name: conversation.contact.name })} aria-live="polite"
    onScroll=${() => setAtFoot(box.current.scrollTop > -FOOT)}>
    <div class="messages__inner">
      <${Beginning} app=${app} id=${id} thread=${thread} box=${box} />
      ${lines.map((line) => html`<${Line} app=${app} id=${id} line=${line} key=${line.key} />`)}
      ${app.outbox.of(id).filter((entry) => entry.status === "held").map((entry) => html`<${Held} app=${app} conversation=${conversation} entry=${entry} key=${`held-${entry.request_id}`} />`)}
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

function Line({ app, id, line }) {
  if (line.type === "day") return html`<${DayLine} moment=${line.moment} now=${app.now.value} />`;
  if (line.type === "unread") return html`<${UnreadLine} />`;
  if (line.type === "entry") return html`<${EntryLine} message=${line.message} nameOf=${app.roster.nameOf} />`;
  const { message, first, last } = line;
  const mine = message.author_id === app.session.user.value.id;
  return html`<${Bubble} message=${message} first=${first} last=${last}
    author=${message.direction === "outbound" && !mine ? app.roster.nameOf(message.author_id) : ""}
    onRetry=${() => app.outbox.retry(id, message.request_id)}
    onDiscard=${() => edit(app, id, message.request_id)}
    onAgain=${() => app.outbox.send(id, { kind: "text", text: message.text })}
  />`;
}

/** Takes a text back into the composer, before what stands there. */
function edit(app, id, requestId) {
  const { text } = app.outbox.discard(id, requestId);
  app.drafts.set(id, [text, app.drafts.get(id)].filter(Boolean).join("\n"));
  queueMicrotask(() => document.querySelector("[data-shortcut=reply]")?.focus());
}

/** The stale-reply guard: the person wrote meanwhile; look, then decide. */
function Held({ app, conversation, entry }) {
  const { id, contact } = conversation;
  const newest = app.threads.get(id).messages.findLast((message) => message.direction === "inbound");
  return html`<div class="held" role="alertdialog" aria-label=${t("held.title", { name: contact.name })}>
    <p class="held__title">${t("held.title", { name: contact.name })}</p>
    ${newest && html`<blockquote class="held__quote">${newest.text || t("message.unsupported")} <time>${clockTime(newest.create_time, language.value)}</time></blockquote>`}
    <div class="held__acts">
      <${Button} kind="primary" small onClick=${() => app.outbox.sendAnyway(id)}>${t("held.send")}</${Button}>
      <${Button} small onClick=${() => edit(app, id, entry.request_id)}>${t("held.edit")}</${Button}>
    </div>
  </div>`;
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
