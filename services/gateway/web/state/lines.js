/** Turns a thread into the lines a reader sees: days, quiet entries, bubbles in groups. */

const GROUP = 5 * 60 * 1000; // ms between two messages that still belong together

/**
 * @param {Message[]} messages oldest first
 * @param {Entry[]} entries not confirmed yet
 * @param {number} unread how many of the newest inbound ones the reader has not seen
 */
export function linesOf(messages, entries, unread = 0) {
  const confirmed = new Set(messages.map((message) => message.request_id).filter(Boolean));
  const all = [...messages, ...entries.filter((entry) => !confirmed.has(entry.request_id)).map(asMessage)];
  const firstUnread = unread > 0 ? messages.filter(isInbound).at(-unread)?.id : null;
  const lines = [];
  all.forEach((message, index) => {
    const before = all[index - 1];
    if (!before || day(before) !== day(message)) lines.push({ type: "day", key: `day-${day(message)}`, moment: message.create_time });
    if (message.id === firstUnread) lines.push({ type: "unread", key: "unread" });
    if (isEntry(message)) lines.push({ type: "entry", key: message.id, message });
    else lines.push(bubble(message, before, all[index + 1]));
  });
  return lines;
}

function bubble(message, before, after) {
  return {
    type: "bubble", key: message.request_id ?? message.id, message,
    first: !together(before, message), last: !together(message, after),
  };
}

function together(a, b) {
  if (!a || !b || isEntry(a) || isEntry(b)) return false;
  if (a.direction !== b.direction || a.author_id !== b.author_id || day(a) !== day(b)) return false;
  return Date.parse(b.create_time) - Date.parse(a.create_time) < GROUP;
}

function asMessage(entry) {
  return { reactions: [], former_texts: [], ...entry, id: entry.request_id, direction: "outbound", local: true };
}

/** What is told between the messages: our own doings, and what a provider tells of the person. */
function isEntry({ kind }) {
  return kind === "timeline" || kind === "notice";
}

function isInbound(message) {
  return message.direction === "inbound";
}

function day({ create_time }) {
  return new Date(create_time).toDateString();
}
