/**
 * What was sent from here and is not confirmed yet. Each entry carries the
 * request id it was sent with, so that trying again can never send twice.
 */
import { signal } from "@preact/signals";

/**
 * @param {object} options
 * @param {() => string} options.newId
 * @param {() => string} options.now RFC 3339
 * @param {() => string} options.myId
 */
export function createOutbox({ api, conversations, threads, newId, now, myId }) {
  const entries = signal(new Map());

  const of = (id) => entries.value.get(id) ?? [];

  function put(id, list) {
    entries.value = new Map(entries.value).set(id, list);
  }

  function change(id, requestId, patch) {
    put(id, of(id).map((entry) => (entry.request_id === requestId ? { ...entry, ...patch } : entry)));
  }

  /** Shows the text at once and sends it. */
  function send(id, text) {
    const entry = {
      request_id: newId(), text, author_id: myId(), create_time: now(), status: "sending", error: null,
      seen_sequence: conversations.get(id).last_inbound_sequence,
    };
    put(id, [...of(id), entry]);
    return post(id, entry);
  }

  async function post(id, { request_id, text, seen_sequence }) {
    try {
      const body = { kind: "text", text, request_id, seen_sequence };
      const { message, conversation } = await api.post(`/conversations/${id}/messages`, body, request_id);
      conversations.receive([conversation]);
      threads.receive(message);
      settle(message);
    } catch (error) {
      const stale = error.reason === "STALE_REPLY";
      change(id, request_id, { status: stale ? "held" : "failed", error });
      if (stale) await threads.refresh(id);
    }
  }

  /** Tries a failed entry once more. */
  function retry(id, requestId) {
    const entry = of(id).find((one) => one.request_id === requestId);
    if (!entry) return Promise.resolve();
    change(id, requestId, { status: "sending", error: null });
    return post(id, entry);
  }

  /** Sends a held entry although the person wrote, as far as is seen by now. */
  function sendAnyway(id, requestId) {
    const held = of(id).find((one) => one.request_id === requestId);
    const told = Number(held.error?.facts?.last_inbound_sequence ?? 0);
    change(id, requestId, { seen_sequence: Math.max(told, conversations.get(id).last_inbound_sequence) });
    return retry(id, requestId);
  }

  /** Takes an entry back; returns its text, for the composer. */
  function discard(id, requestId) {
    const entry = of(id).find((one) => one.request_id === requestId);
    put(id, of(id).filter((one) => one.request_id !== requestId));
    return entry?.text ?? "";
  }

  /** The server has it: the real message takes the entry's place. */
  function settle({ conversation_id, request_id }) {
    if (request_id && of(conversation_id).some((one) => one.request_id === request_id)) discard(conversation_id, request_id);
  }

  return { of, send, retry, sendAnyway, discard, settle };
}
