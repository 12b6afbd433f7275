/** Applies the live stream to everything else, in the order it comes. */
import { signal } from "@preact/signals";

const MOVES = new Set(["conversation_opened", "conversation_reopened", "conversation_closed", "assignment_changed"]);

/**
 * @param {object} stores
 * @param {(notification: object) => void} stores.notify
 */
export function createLive({ api, conversations, counts, threads, outbox, roster, session, contacts, templates, toasts, openConversation, clock, notify }) {
  /** `connecting`, `live`, `catching` or `offline`. */
  const state = signal("connecting");
  /** Events caught up with since the connection came back. */
  const caught = signal(0);
  let position = null;

  function start(at) {
    position = at;
    state.value = "catching";
    caught.value = 0;
  }

  function lost() {
    state.value = "offline";
  }

  function apply(event, data) {
    if (state.value === "offline") {
      state.value = "catching";
      caught.value = 0;
    }
    if (data.position !== undefined && event !== "ready") change(event, data);
    else other[event]?.(data);
  }

  function change(event, { position: reached, conversation, message, minutes_left }) {
    if (position !== null && reached <= position) return;
    position = reached;
    if (state.value === "catching") caught.value += 1;
    const before = conversations.get(conversation.id)?.section;
    ask(conversations.receive([conversation]));
    if (MOVES.has(event)) {
      counts.move(before, conversations.get(conversation.id).section);
      counts.check();
    }
    if (event === "contact_changed") contacts.refresh(conversation.id);
    if (event === "window_closing") warn(conversation, minutes_left);
    if (message) {
      threads.receive(message);
      outbox.settle(message);
    }
  }

  /** Tells the assignee that a reply window shuts soon (WIN-11); nothing when caught up with later. */
  function warn({ id, contact, assignee_id, window_close_time }, minutes) {
    if (assignee_id !== session.user.value?.id || Date.parse(window_close_time) <= clock()) return;
    toasts.add({ key: "toast.window", facts: { name: contact.name, count: minutes }, act: { key: "toast.open", run: () => openConversation(id) } });
  }

  /** Asks for conversations whose read mark the feed cannot tell. */
  function ask(ids) {
    for (const id of ids) api.get(`/conversations/${id}`).then((found) => conversations.receive([found]), () => {});
  }

  const other = {
    ready({ position: reached }) {
      if (position === null || reached > position) position = reached;
      state.value = "live";
    },
    read_mark_changed: ({ conversation_id, inbound_count, marked_unread }) =>
      conversations.mark(conversation_id, { inbound_count, marked_unread }),
    attendant_changed({ agent }) {
      roster.receiveAgent(agent);
      if (agent.id === session.user.value?.id) session.learnAvailability(pick(agent));
    },
    channel_changed: ({ channel }) => roster.receiveChannel(channel),
    channel_removed: ({ channel }) => roster.removeChannel(channel.id),
    template_changed: ({ template }) => templates.receive(template),
    notification: notify,
  };

  /** Lets another store follow an event that is not of a conversation; added to what is done already. */
  function on(event, follow) {
    const before = other[event];
    other[event] = (data) => {
      before?.(data);
      follow(data);
    };
  }

  return { state, caught, position: () => position, start, lost, apply, on };
}

function pick({ available, online, load, capacity }) {
  return { available, online, load, capacity };
}
