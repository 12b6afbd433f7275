/** Turns what stands in the composer into messages: files in their order, text with them or after. */
import { captionLimit, measure, refusalOf } from "../state/rules.js";

/** What can go, and the one file whose caption is the text itself. */
export function inTray(app, id, rules) {
  const sendable = app.tray.of(id).filter((one) => !refusalOf(one, rules));
  const [first] = sendable;
  const single = sendable.length === 1 && captionLimit(first.kind, rules) > 0 ? first : null;
  return { sendable, single };
}

/** How much of the text fits still. */
export function lengthOf(text, rules, single) {
  const limit = single ? captionLimit(single.kind, rules) : rules.text_length;
  return { left: limit - measure(text.trim(), rules), limit };
}

/** Sends everything that can go; tells whether there was anything. */
export function sendAll(app, conversation, rules, written) {
  const { id } = conversation;
  const text = written.trim();
  const { sendable, single } = inTray(app, id, rules);
  const tooLong = lengthOf(text, rules, single).left < 0 || sendable.some((one) => measure(one.caption, rules) > captionLimit(one.kind, rules) && one.caption);
  if ((!text && !sendable.length) || tooLong) return false;
  const files = app.tray.take(id, (one) => sendable.includes(one));
  const wishes = files.map((one) => ({ kind: "media", file: fileOf(one), text: single ? text : one.caption.trim() }));
  if (text && !single) wishes.push({ kind: "text", text });
  const quoted = app.tray.quoteOf(id);
  if (quoted) wishes[0].quoted = quoted;
  app.drafts.set(id, "");
  app.tray.quote(id, null);
  for (const wish of wishes) app.outbox.send(id, wish);
  return true;
}

/** A file of the tray as one of a message. */
export function fileOf({ file, ...facts }) {
  return { ...facts, blob: file };
}
