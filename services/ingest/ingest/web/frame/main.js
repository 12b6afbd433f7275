/** Puts the chat together: memory, socket, conversation, drawing. */

import { createChat } from "./chat.js";
import { createConnection } from "./connection.js";
import { createHost } from "./host.js";
import { browserStorage, createMemory } from "./memory.js";
import { drawLog } from "./view.js";
import { CATALOGUES, languageFor } from "./words.js";

const HOST_PATIENCE = 2000; // milliseconds until the chat begins without its host

const websiteToken = new URLSearchParams(location.search).get("token");
const language = languageFor(navigator.language);
const words = CATALOGUES[language];
const at = (id) => document.getElementById(id);
const [log, text, name, state] = ["log", "text", "name", "state"].map(at);

const memory = createMemory(websiteToken, browserStorage());
let connectionState = "connecting";
let open = false;

const chat = createChat({ memory, send: (frame) => connection.send(frame), changed: draw });
const connection = createConnection({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/webchat/socket`,
  greeting: () => chat.greeting(websiteToken, navigator.language),
  onFrame: receive,
  onState: changeState,
});
const host = createHost({
  onOpen: (value) => { open = value; connection.open(); watch(); if (open) text.focus(); },
  onRestore: (visitor) => { if (!memory.get("visitor", null)) memory.set("visitor", visitor); },
});
open = !host.framed;

function receive(frame) {
  if (frame.ev === "welcome") {
    at("title").textContent = frame.title || words.title;
    if (frame.visitor_token) host.tell({ type: "recado:keep", visitor: frame.visitor_token });
  } else if (frame.ev === "history.unavailable") showState("history");
  else if (frame.ev === "history.complete") showState(connectionState);
  chat.receive(frame);
}

function changeState(value) {
  connectionState = value;
  if (value !== "open") chat.lost();
  showState(value);
}

function showState(value) {
  const offline = value === "waiting" ? (navigator.onLine ? words.connecting : words.offline) : "";
  const shown = { connecting: words.connecting, rejected: words.rejected, history: words.history };
  state.textContent = offline || shown[value] || "";
  state.hidden = !state.textContent;
}

function draw() {
  drawLog(log, chat.messages(), { words, language, onRetry: chat.retry });
  at("name-row").hidden = chat.started();
  host.tell({ type: "recado:unread", count: chat.unread() });
  if (chat.started()) host.tell({ type: "recado:started" });
}

function watch() {
  chat.watch(open && document.visibilityState === "visible");
}

function submit(event) {
  event?.preventDefault();
  const written = text.value.trim();
  if (!written) return;
  if (name.value.trim() && !chat.started()) chat.rename(name.value.trim());
  chat.say(written);
  text.value = "";
  log.scrollTop = log.scrollHeight;
  text.focus();
}

function trap(event) {
  if (event.key === "Escape") host.tell({ type: "recado:close" });
  if (event.key !== "Tab" || !host.framed) return;
  const stops = [...document.querySelectorAll("button, input, textarea, a, [tabindex='0']")].filter((e) => e.offsetParent);
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey && document.activeElement === first) last.focus();
  else if (!event.shiftKey && document.activeElement === last) first.focus();
  else return;
  event.preventDefault();
}

function label() {
  document.documentElement.lang = language;
  document.title = words.title;
  at("title").textContent = words.title;
  at("close").setAttribute("aria-label", words.close);
  at("close").hidden = !host.framed;
  at("name-label").textContent = words.name;
  at("text-label").textContent = words.write;
  text.placeholder = words.write;
  at("send").setAttribute("aria-label", words.send);
  log.setAttribute("aria-label", words.log);
  name.value = memory.get("name", "");
}

at("composer").addEventListener("submit", submit);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
});
at("close").addEventListener("click", () => host.tell({ type: "recado:close" }));
document.addEventListener("keydown", trap);
document.addEventListener("visibilitychange", () => { watch(); connection.hurry(); });
addEventListener("online", connection.hurry);

label();
draw();
host.tell({ type: "recado:ready" });
// Without a token of its own, the frame hears first what the page around it kept.
if (!host.framed || memory.get("visitor", null)) connection.open();
else setTimeout(connection.open, HOST_PATIENCE);
watch();
