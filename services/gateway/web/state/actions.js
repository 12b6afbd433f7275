/**
 * What an agent does to a conversation. Each act shows at once, and is undone
 * with its reason when it is refused.
 */
import { signal } from "@preact/signals";

export function createActions({ api, conversations, counts, listing, myId }) {
  /** The last refusal per conversation, shown where the act happened. */
  const refusals = signal(new Map());

  async function act(id, verb, guess, body = {}) {
    dismiss(id);
    const before = conversations.get(id);
    const withdraw = conversations.guess(id, guess);
    counts.move(before.section, conversations.get(id).section);
    listing.settle();
    try {
      conversations.receive([await api.post(`/conversations/${id}/${verb}`, body)]);
      return true;
    } catch (error) {
      counts.move(conversations.get(id).section, before.section);
      refusals.value = new Map(refusals.value).set(id, { verb, error });
      return false;
    } finally {
      withdraw();
      listing.settle();
      counts.check();
    }
  }

  const claim = (id) => act(id, "claim", { assignee_id: myId() });
  const unassign = (id) => act(id, "unassign", { assignee_id: null });
  const close = (id) => act(id, "close", { state: "closed" });
  const reopen = (id) => act(id, "reopen", { state: "open" });

  function assign(id, userId) {
    const seen = conversations.get(id).assignment_version;
    return act(id, "assign", { assignee_id: userId }, { user_id: userId, ...(seen ? { seen_version: seen } : {}) });
  }

  /** Marks all the person wrote so far as read; quiet when it fails. */
  async function read(id) {
    const { unread, inbound_count } = conversations.get(id) ?? { unread: 0 };
    if (!unread) return;
    conversations.mark(id, { inbound_count, marked_unread: false });
    await api.post(`/conversations/${id}/read`, { inbound_count }).catch(() => {});
  }

  async function unread(id) {
    conversations.mark(id, { marked_unread: true });
    await api.post(`/conversations/${id}/unread`).catch(() => conversations.mark(id, { marked_unread: false }));
  }

  function dismiss(id) {
    if (!refusals.value.has(id)) return;
    const next = new Map(refusals.value);
    next.delete(id);
    refusals.value = next;
  }

  return { refusals, claim, assign, unassign, close, reopen, read, unread, dismiss };
}
