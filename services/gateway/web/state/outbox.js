/**
 * What was sent from here and is not confirmed yet. Each entry carries the
 * request id it was sent with, so that trying again can never send twice. The
 * entries of a conversation go one after another, in the order they were given.
 */
import { signal } from "@preact/signals";
import { entryOf, bodyOf, queryOf } from "./wishes.js";

/**
 * @param {object} options
 * @param {(blob: Blob, options: object) => Promise<object>} options.upload
 * @param {() => string} options.newId
 * @param {() => string} options.now RFC 3339
 * @param {() => string} options.myId
 */
export function createOutbox({ api, upload, conversations, threads, newId, now, myId }) {
  const entries = signal(new Map());
  /** Where files sent from here lie in memory, by attachment: nothing flickers when the real ones come. */
  const local = signal(new Map());
  const turns = new Map();
  const stops = new Map();

  const of = (id) => entries.value.get(id) ?? [];
  const find = (id, requestId) => of(id).find((one) => one.request_id === requestId);

  function put(id, list) {
    entries.value = new Map(entries.value).set(id, list);
  }

  function change(id, requestId, patch) {
    put(id, of(id).map((entry) => (entry.request_id === requestId ? { ...entry, ...patch } : entry)));
  }

  /** Shows the message at once and sends it when those before it went. */
  function send(id, wish) {
    const entry = { ...entryOf(wish), request_id: newId(), author_id: myId(), create_time: now(), seen_sequence: conversations.get(id).last_inbound_sequence };
    put(id, [...of(id), entry]);
    return enqueue(id, entry.request_id);
  }

  function enqueue(id, requestId) {
    const turn = (turns.get(id) ?? Promise.resolve()).then(() => run(id, requestId));
    turns.set(id, turn);
    return turn;
  }

  async function run(id, requestId) {
    if (!find(id, requestId)) return; // taken back while it waited
    if (of(id).some(({ status }) => status === "held")) return change(id, requestId, { status: "held" });
    try {
      await bring(id, requestId);
      await post(id, find(id, requestId));
    } catch (error) {
      if (!find(id, requestId)) return;
      const stale = error.reason === "STALE_REPLY";
      change(id, requestId, { status: stale ? "held" : "failed", error });
      if (stale) await threads.refresh(id);
    }
  }

  /** Uploads the file of an entry, unless that was done in an earlier try. */
  async function bring(id, requestId) {
    const { file, attachment_id } = find(id, requestId);
    if (!file || attachment_id) return;
    const stop = new AbortController();
    stops.set(requestId, stop);
    change(id, requestId, { status: "uploading", progress: 0 });
    try {
      const query = queryOf(file, conversations.get(id).channel.id);
      const { id: made } = await upload(file.blob, { query, key: requestId, signal: stop.signal, onProgress: (progress) => change(id, requestId, { progress }) });
      change(id, requestId, { status: "sending", attachment_id: made });
      local.value = new Map(local.value).set(made, file.address);
    } finally {
      stops.delete(requestId);
    }
  }

  async function post(id, entry) {
    const { message, conversation } = await api.post(`/conversations/${id}/${entry.path}`, bodyOf(entry), entry.request_id);
    conversations.receive([conversation]);
    threads.receive(message);
    settle(message);
  }

  /** Tries a failed entry once more. */
  function retry(id, requestId) {
    if (!find(id, requestId)) return Promise.resolve();
    change(id, requestId, { status: "sending", error: null });
    return enqueue(id, requestId);
  }

  /** Sends what is held although the person wrote, as far as is seen by now. */
  function sendAnyway(id) {
    const held = of(id).filter(({ status }) => status === "held");
    const told = Math.max(0, ...held.map(({ error }) => Number(error?.facts?.last_inbound_sequence ?? 0)));
    const seen_sequence = Math.max(told, conversations.get(id).last_inbound_sequence);
    for (const { request_id } of held) change(id, request_id, { seen_sequence, status: "sending", error: null });
    return Promise.all(held.map(({ request_id }) => enqueue(id, request_id)));
  }

  /** Takes an entry back, stopping its upload; returns it, for the composer. */
  function discard(id, requestId) {
    const entry = find(id, requestId);
    put(id, of(id).filter((one) => one.request_id !== requestId));
    stops.get(requestId)?.abort();
    return entry ?? null;
  }

  /** The server has it: the real message takes the entry's place. */
  function settle({ conversation_id, request_id }) {
    if (request_id && find(conversation_id, request_id)) discard(conversation_id, request_id);
  }

  return { of, local, send, retry, sendAnyway, discard, settle };
}
