/** One message with what can be done to it. */
import { Bubble } from "../components/bubble.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { capabilitiesOf, windowState } from "../state/rules.js";
import { takeBack } from "./taking-back.js";

const ARRIVED = ["sent", "delivered", "read"];

export function MessageView({ app, conversation, line, current, onFocus, onJump }) {
  const { message, first, last } = line;
  const { id } = conversation;
  const me = app.session.user.value.id;
  const outbound = message.direction === "outbound";
  return html`<${Bubble} message=${message} first=${first} last=${last} current=${current} onFocus=${onFocus}
    author=${outbound && message.author_id !== me ? app.roster.nameOf(message.author_id) : ""}
    files=${filesOf(app, id, message)}
    failure=${failureOf(app, conversation, message)}
    delivery=${outbound && !message.local && !message.origin ? storyOf(app, id, message) : null}
    quoted=${{ author: authorOf(app, conversation, message.quote), onJump: message.quote?.message_id ? () => onJump(message.quote.message_id) : null }}
    reacting=${reactingOf(app, conversation, message, me)}
    onReply=${mayReply(app, conversation, message) ? () => reply(app, id, message) : null}
  />`;
}

function filesOf(app, id, message) {
  const { status, progress, request_id, local } = message;
  const stop = () => takeBack(app, id, request_id);
  return {
    onOpen: (attachmentId) => (app.lightbox.value = { id, attachmentId }),
    onFetch: (attachmentId) => app.acts.fetchFile(id, message, attachmentId),
    upload: local && status === "uploading" ? { progress, cancel: stop } : null,
    local: app.outbox.local.value,
  };
}

function failureOf(app, conversation, message) {
  const { id, channel } = conversation;
  return {
    refusal: app.acts.refusals.value.get(message.id) ?? null,
    left: app.acts.left.value.has(message.id),
    channel: channel.name,
    onRetry: () => (message.local ? app.outbox.retry(id, message.request_id) : app.acts.retry(id, message)),
    onEdit: () => (message.local ? takeBack(app, id, message.request_id) : writeAnew(app, id, message.text)),
    onLeave: () => app.acts.leave(message.id),
  };
}

function writeAnew(app, id, text) {
  app.drafts.set(id, [text, app.drafts.get(id)].filter(Boolean).join("\n"));
  queueMicrotask(() => document.querySelector("[data-shortcut=reply]")?.focus());
}

function storyOf(app, id, message) {
  const story = app.acts.stories.value.get(message.id);
  return { story, failure: story?.error ? why(story.error) : "", onAsk: () => app.acts.tell(id, message.id) };
}

/** Who wrote the quoted message: the person, or us. */
export function authorOf(app, conversation, quote) {
  if (!quote) return "";
  return quote.direction === "inbound" ? conversation.contact.name : t("quote.ours");
}

function reactingOf(app, conversation, message, me) {
  const { id, contact } = conversation;
  const rules = capabilitiesOf(app.roster.channelOf(conversation));
  const open = conversation.state === "open" && windowState(conversation, app.now.value) !== "shut";
  const there = message.direction === "inbound" || ARRIVED.includes(message.status);
  return {
    me, recent: app.emoji.recent.value, onPicked: app.emoji.picked,
    nameOf: (user) => (user === null ? contact.name : app.roster.nameOf(user) || t("somebody")),
    onReact: rules.reactions && open && there ? (emoji) => app.acts.react(id, message, emoji) : null,
  };
}

function mayReply(app, conversation, message) {
  if (message.local || message.delete_time || conversation.state !== "open" || windowState(conversation, app.now.value) === "shut") return false;
  return capabilitiesOf(app.roster.channelOf(conversation)).replies && (message.direction === "inbound" || ARRIVED.includes(message.status));
}

function reply(app, id, message) {
  app.tray.quote(id, message);
  queueMicrotask(() => document.querySelector("[data-shortcut=reply]")?.focus());
}
