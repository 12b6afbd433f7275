/** The messages of the conversations that were opened, oldest first. */
import { signal } from "@preact/signals";

const PAGE = 30; // messages per request
const RANK = { queued: 0, unknown: 1, sent: 2, delivered: 3, read: 4, failed: 5 };
const REACH = 40; // pages read at most to find a quoted message
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

  /** Changes what is known of one message; a guess, until the server tells. */
  function patch(id, messageId, changes) {
    put(id, { messages: get(id).messages.map((message) => (message.id === messageId ? { ...message, ...changes } : message)) });
  }

  /** Loads older messages until one is there; tells whether it is. */
  async function reach(id, messageId) {
    const here = () => get(id).messages.some((message) => message.id === messageId);
    for (let page = 0; page < REACH && !here() && get(id).cursor; page += 1) await loadOlder(id);
    return here();
  }

  function forget() {
    threads.value = new Map();
  }

  return { get, open, refresh, loadOlder, receive, patch, reach, forget };
}

/** Joins two sets of messages by id; a status never goes back, save to failed or by sending again. */
export function merge(known, incoming) {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) {
    const before = byId.get(message.id);
    byId.set(message.id, before && isNewer(before, message) ? before : message);
  }
  return [...byId.values()].sort((a, b) => a.sequence - b.sequence);
}

function isNewer(a, b) {
  const [tries, others] = [a.retries ?? 0, b.retries ?? 0];
  return tries === others ? RANK[a.status] > RANK[b.status] : tries > others;
}
