/** The messages of the conversations that were opened, oldest first. */
import { signal } from "@preact/signals";

const PAGE = 30; // messages per request
const RANK = { queued: 0, unknown: 1, sent: 2, delivered: 3, read: 4, failed: 5 };
const NEW = { status: "new", messages: [], cursor: null, error: null };

export function createThreads({ api }) {
  const threads = signal(new Map());

  const get = (id) => threads.value.get(id) ?? NEW;

  function put(id, patch) {
    threads.value = new Map(threads.value).set(id, { ...get(id), ...patch });
  }

  /** Loads the newest messages, unless they are here already. */
  async function open(id) {
    if (["ready", "loading", "older"].includes(get(id).status)) return;
    await refresh(id);
  }

  /** Loads the newest messages again and joins them to what is here. */
  async function refresh(id) {
    const before = get(id);
    put(id, { status: before.status === "ready" ? "ready" : "loading", error: null });
    await fetchPage(id, null, before.status === "ready");
  }

  async function loadOlder(id) {
    const { cursor, status } = get(id);
    if (!cursor || status !== "ready") return;
    put(id, { status: "older" });
    await fetchPage(id, cursor, false);
  }

  async function fetchPage(id, cursor, keepCursor) {
    try {
      const found = await api.get(`/conversations/${id}/messages`, { cursor, limit: PAGE });
      put(id, {
        status: "ready", messages: merge(get(id).messages, found.items),
        cursor: keepCursor ? get(id).cursor : found.next_cursor,
      });
    } catch (error) {
      put(id, { status: get(id).messages.length && cursor ? "ready" : "failed", error });
    }
  }

  /** Takes a live message; threads that were never opened will load it later. */
  function receive(message) {
    const id = message.conversation_id;
    if (threads.value.has(id)) put(id, { messages: merge(get(id).messages, [message]) });
  }

  function forget() {
    threads.value = new Map();
  }

  return { get, open, refresh, loadOlder, receive, forget };
}

/** Joins two sets of messages by id; a status never goes back, save to failed. */
export function merge(known, incoming) {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) {
    const before = byId.get(message.id);
    byId.set(message.id, before && RANK[before.status] > RANK[message.status] ? before : message);
  }
  return [...byId.values()].sort((a, b) => a.sequence - b.sequence);
}
