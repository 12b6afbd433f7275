/** The rows, which keep still while the pointer is over them. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ConversationRow } from "../components/conversation-row.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { windowState } from "../state/rules.js";

const DWELL = 60; // ms the pointer rests on a row before its thread is fetched ahead

export function RowsView({ app }) {
  const { listing } = app;
  const box = useRef(null);
  const rows = listing.rows.value;
  const { status, error } = listing.page.value;

  function letGo() {
    listing.release();
  }
  function showWaiting() {
    listing.release();
    box.current.scrollTop = 0;
  }

  return html`<div class="rows" id="rows" role="tabpanel" aria-labelledby=${`tab-${listing.section.value}`} ref=${box}
    onPointerEnter=${(event) => event.pointerType === "mouse" && listing.hold()} onPointerLeave=${letGo}>
    ${listing.waiting.value > 0 && html`<button type="button" class="pill pill--top" onClick=${showWaiting}>${t("list.new", { count: listing.waiting.value })}</button>`}
    ${rows.length > 0 && html`<ul class="rows__list" aria-label=${t(`section.${listing.section.value}.full`)}>
      ${rows.map((conversation) => html`<${Row} app=${app} conversation=${conversation} first=${conversation === rows[0]} key=${conversation.id} />`)}
    </ul>`}
    ${rows.length === 0 && html`<${NoRows} app=${app} status=${status} error=${error} />`}
    <${More} listing=${listing} box=${box} />
  </div>`;
}

function Row({ app, conversation, first }) {
  const open = app.place.value.id === conversation.id;
  const { listing, roster } = app;
  const assignee = ["others", "closed"].includes(conversation.section) && conversation.assignee_id;
  const [dwell, setDwell] = useState(0);
  useEffect(() => () => clearTimeout(dwell), [dwell]);

  return html`<${ConversationRow}
    conversation=${conversation} now=${app.now.value} open=${open}
    cursor=${open || (first && !listing.rows.value.some(({ id }) => id === app.place.value.id))}
    moved=${!listing.query.value && conversation.section !== listing.section.value}
    draft=${open ? "" : app.drafts.get(conversation.id)}
    files=${open ? 0 : app.tray.of(conversation.id).length}
    timed=${listing.order.value === "closes_first"}
    assignee=${assignee ? { id: assignee, name: roster.nameOf(assignee) || assignee } : null}
    windowState=${conversation.state === "open" ? windowState(conversation, app.now.value) : "none"}
    onOpen=${() => app.open(conversation.id)}
    onPoint=${() => setDwell(setTimeout(() => app.threads.open(conversation.id), DWELL))}
  />`;
}

function NoRows({ app, status, error }) {
  const { listing } = app;
  if (status === "failed") return html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${listing.load} />`;
  if (status !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  if (listing.query.value) return html`<${Empty} icon="search" title=${t("search.none")} text=${t("search.none.text")} />`;
  if (listing.unreadOnly.value) return html`<${Empty} icon="check-check" title=${t("list.read")} text=${t("list.read.text")} />`;
  if (listing.order.value === "closes_first") return html`<${Empty} icon="hourglass" title=${t("list.closing")} text=${t("list.closing.text")} />`;
  const key = `empty.${listing.section.value}`;
  return html`<${Empty} icon=${listing.section.value === "closed" ? "archive" : "inbox"} title=${t(key)} text=${t(`${key}.text`)} />`;
}

/** Asks for the next page when the end comes near. */
function More({ listing, box }) {
  const mark = useRef(null);
  const { status, cursor } = listing.page.value;

  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && listing.loadMore(), { root: box.current, rootMargin: "600px" });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [cursor]);

  return html`<div class="rows__more" ref=${mark}>${status === "more" && html`<span class="rows__loading" role="status">${t("loading")}</span>`}</div>`;
}
