/** The conversation in hand: opening one, and what follows from an act on it. */
import { computed, signal } from "@preact/signals";

export function createWorkplace({ api, conversations, listing, threads, actions, contacts, toasts, place, go }) {
  const conversation = computed(() => (place.value.id ? conversations.get(place.value.id) : null));
  /** Unread messages at the moment of opening; the thread marks where they begin. */
  const unreadAtOpen = signal(0);
  const missing = signal(null);

  async function open(id) {
    missing.value = null;
    unreadAtOpen.value = conversations.get(id)?.unread ?? 0;
    listing.openId.value = id;
    go({ screen: "inbox", id });
    threads.open(id);
    contacts.open(id);
    if (!conversations.get(id)) await find(id);
    if (place.value.section === null && conversation.value) await show(conversation.value.section);
  }

  async function find(id) {
    try {
      conversations.receive([await api.get(`/conversations/${id}`)]);
    } catch (error) {
      if (place.value.id === id) missing.value = error;
    }
  }

  function leave() {
    listing.openId.value = null;
    go({ id: null });
  }

  /** Changes the section of the list; the open conversation stays open. */
  function show(section) {
    go({ screen: "inbox", section });
    return listing.show({ section, query: "" });
  }

  function openNeighbour(step) {
    const next = listing.neighbour(place.value.id, step);
    if (next) open(next);
  }

  /** Closes and goes on with the next row; a toast leads back for a while. */
  async function close(id, { goOn = true } = {}) {
    const next = goOn && inList(id) ? (listing.neighbour(id, 1) ?? listing.neighbour(id, -1)) : null;
    const done = actions.close(id);
    if (next && place.value.id === id) open(next);
    if (await done) toasts.add({ key: "toast.closed", facts: { name: conversations.get(id).contact.name }, undo: () => reopen(id) });
    else if (next) open(id);
  }

  function inList(id) {
    return listing.section.value !== "closed" && listing.rows.value.some((row) => row.id === id);
  }

  function reopen(id) {
    open(id);
    return actions.reopen(id);
  }

  /** Marks as unread, and leaves it: reading goes with being open (FLT-2). */
  function keepUnread(id) {
    leave();
    return actions.unread(id);
  }

  return { conversation, unreadAtOpen, missing, open, leave, show, openNeighbour, close, reopen, keepUnread };
}
