/**
 * Every conversation this page knows, as the server last told it, with the
 * agent's own unconfirmed acts laid over it.
 */
import { computed, signal } from "@preact/signals";

/** @param {{ myId: () => string | undefined }} options */
export function createConversations({ myId }) {
  const served = signal(new Map());
  const guesses = signal(new Map());
  const views = new WeakMap();

  const all = computed(() => [...served.value.values()].map(view));

  function view(conversation) {
    const guess = guesses.value.get(conversation.id);
    const known = views.get(conversation);
    if (known && known.guess === guess && known.me === myId()) return known.view;
    const made = derive({ ...conversation, ...guess }, myId());
    views.set(conversation, { guess, me: myId(), view: made });
    return made;
  }

  function get(id) {
    const found = served.value.get(id);
    return found ? view(found) : null;
  }

  /**
   * Takes what the server says; older news of a conversation are ignored.
   * Returns the ids whose read mark we had to guess, to be asked for.
   */
  function receive(conversations) {
    const next = new Map(served.value);
    const unsure = [];
    for (const incoming of conversations) {
      const known = next.get(incoming.id);
      if (known && known.sequence > incoming.sequence) continue;
      if (!incoming.read && !known?.read && incoming.inbound_count > 1) unsure.push(incoming.id);
      const read = incoming.read ?? known?.read ?? firstMark(incoming);
      next.set(incoming.id, { ...incoming, read });
    }
    served.value = next;
    return unsure;
  }

  function mark(id, read) {
    const known = served.value.get(id);
    if (known) served.value = new Map(served.value).set(id, { ...known, read: { ...known.read, ...read } });
  }

  /** Lays a guess over a conversation; returns how to take it back. */
  function guess(id, patch) {
    guesses.value = new Map(guesses.value).set(id, patch);
    return function withdraw() {
      if (guesses.value.get(id) !== patch) return;
      const next = new Map(guesses.value);
      next.delete(id);
      guesses.value = next;
    };
  }

  function forget() {
    served.value = new Map();
    guesses.value = new Map();
  }

  return { all, get, receive, mark, guess, forget };
}

/** Section and unread count, as one viewer has them (INB-3). */
export function derive(conversation, me) {
  const { read, inbound_count } = conversation;
  return {
    ...conversation,
    section: sectionOf(conversation, me),
    unread: Math.max(inbound_count - read.inbound_count, read.marked_unread ? 1 : 0),
  };
}

export function sectionOf({ state, assignee_id }, me) {
  if (state === "closed") return "closed";
  if (!assignee_id) return "unassigned";
  return assignee_id === me ? "mine" : "others";
}

/** The least that must be unread of a conversation never seen before. */
function firstMark({ inbound_count, last_message }) {
  const fresh = last_message?.direction === "inbound" ? 1 : 0;
  return { inbound_count: Math.max(0, inbound_count - fresh), marked_unread: false };
}
