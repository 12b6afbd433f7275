/** Draws the conversation. Text goes in as text, never as markup. */

import { fileView } from "./files.js";

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** Puts *text* into *element*, with web addresses as links. */
export function fillText(element, text) {
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    element.append(text.slice(from, match.index));
    const link = document.createElement("a");
    link.href = match[0];
    link.textContent = match[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow ugc";
    element.append(link);
    from = match.index + match[0].length;
  }
  element.append(text.slice(from));
}

/** Keeps *log* in step with the messages; rows that stay are not touched. */
export function drawLog(log, messages, { words, language, onRetry, onCancel, onOpen }) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const rows = new Map([...log.children].map((row) => [row.dataset.id, row]));
  if (!messages.length) {
    log.replaceChildren(greetingRow(words));
    return;
  }
  const wanted = messages.map((message) => {
    const row = rows.get(message.id) ?? newRow(message, words, language, onOpen);
    showState(row, message, words, { onRetry, onCancel });
    return row;
  });
  for (const row of [...log.children]) if (!wanted.includes(row)) row.remove();
  wanted.forEach((row, place) => {
    if (log.children[place] !== row) log.insertBefore(row, log.children[place] ?? null);
  });
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function greetingRow(words) {
  const row = document.createElement("div");
  row.className = "message message--agent";
  row.dataset.id = "greeting";
  const bubble = document.createElement("div");
  bubble.className = "message__text";
  bubble.textContent = words.empty;
  row.append(bubble);
  return row;
}

function newRow(message, words, language, onOpen) {
  const mine = message.author.kind === "visitor";
  const row = document.createElement("div");
  row.className = `message message--${mine ? "mine" : "agent"}`;
  row.dataset.id = message.id;
  const who = document.createElement("span");
  who.className = "visually-hidden";
  who.textContent = `${mine ? words.you : words.agent}: `;
  const bubble = document.createElement("div");
  bubble.className = "message__text";
  bubble.dir = "auto";
  fillText(bubble, message.text);
  const foot = document.createElement("div");
  foot.className = "message__foot";
  const time = document.createElement("time");
  time.dateTime = message.created_at;
  time.textContent = new Date(message.created_at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const state = document.createElement("span");
  state.className = "message__state";
  foot.append(time, state);
  const files = (message.attachments ?? []).map((file) => fileView(file, { words, language, onOpen }));
  row.append(who, ...files);
  if (message.text || !files.length) row.append(bubble);
  row.append(foot);
  return row;
}

function showState(row, message, words, { onRetry, onCancel }) {
  const state = row.querySelector(".message__state");
  const mine = message.author.kind === "visitor";
  const name = mine ? message.state ?? "delivered" : "";
  const share = name === "sending" && message.cancellable ? Math.round((message.share ?? 0) * 100) : "";
  if (row.dataset.state === name && row.dataset.share === String(share)) return;
  row.dataset.state = name;
  row.dataset.share = share;
  if (share !== "" && state.querySelector("button")) {
    state.firstChild.textContent = progress(words, share);
    return;
  }
  state.replaceChildren();
  if (share !== "") state.append(progress(words, share), action(words.cancel, () => onCancel(message.id)));
  else if (name === "sending") state.textContent = words.sending;
  else if (name === "delivered") state.textContent = words.delivered;
  else if (name === "failed") {
    state.textContent = words.reasons[message.reason] ?? words.failed;
    state.append(" ", action(words.retry, () => onRetry(message.id)));
  }
}

function progress(words, share) {
  return `${words.sending} ${share} % `;
}

function action(label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "message__retry";
  button.textContent = label;
  button.addEventListener("click", run);
  return button;
}
