/** Puts the chat together: memory, socket, conversation, drawing. */

import { createChat } from "./chat.js";
import { createConnection } from "./connection.js";
import { createLightbox, createTray } from "./files.js";
import { createHost } from "./host.js";
import { browserStorage, createMemory } from "./memory.js";
import { ACCEPT, startUpload } from "./upload.js";
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

const lightbox = createLightbox(at("lightbox"), words);
const tray = createTray(at("tray"), { words, language, changed: () => {} });
const chat = createChat({ memory, send: (frame) => connection.send(frame), upload, changed: draw });
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
  drawLog(log, chat.messages(), {
    words, language, onRetry: chat.retry, onCancel: chat.cancel, onOpen: lightbox.open,
  });
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
  if (!written && tray.isEmpty()) return;
  if (name.value.trim() && !chat.started()) chat.rename(name.value.trim());
  const files = tray.take();
  // The words go with the first file.
  files.forEach((file, place) => chat.attach(file, localView(file), place ? "" : written));
  if (!files.length) chat.say(written);
  text.value = "";
  log.scrollTop = log.scrollHeight;
  text.focus();
}

function upload(message, onProgress) {
  return startUpload({
    websiteToken, visitorToken: chat.visitorToken(), clientId: message.client_id, file: message.file, onProgress,
  });
}

/** Returns a chosen file as the conversation shows it until the page is left. */
function localView(file) {
  const family = file.type.split("/")[0];
  const kind = ["image", "video"].includes(family) && file.type !== "image/svg+xml" ? family : "document";
  return { kind, state: "ready", file_name: file.name, size_bytes: file.size, url: URL.createObjectURL(file) };
}

function choose(files) {
  tray.add([...files]);
  text.focus();
}

function watchFiles() {
  const [input, drop] = [at("files"), at("drop")];
  input.accept = ACCEPT;
  at("attach").addEventListener("click", () => input.click());
  input.addEventListener("change", () => { choose(input.files); input.value = ""; });
  text.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    choose(event.clipboardData.files);
  });
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.hidden = true;
    if (event.dataTransfer?.files.length) choose(event.dataTransfer.files);
  });
}

/** Keeps the end in sight when the tray or the keyboard takes room away. */
function stayAtEnd() {
  let atEnd = true;
  log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60; });
  new ResizeObserver(() => { if (atEnd) log.scrollTop = log.scrollHeight; }).observe(log);
}

function trap(event) {
  // The picture in front has its own keys.
  if (lightbox.isOpen()) return;
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
  at("attach").setAttribute("aria-label", words.attach);
  at("tray").setAttribute("aria-label", words.chosen);
  at("drop").textContent = words.drop;
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
watchFiles();
stayAtEnd();
draw();
host.tell({ type: "recado:ready" });
// Without a token of its own, the frame hears first what the page around it kept.
if (!host.framed || memory.get("visitor", null)) connection.open();
else setTimeout(connection.open, HOST_PATIENCE);
watch();
