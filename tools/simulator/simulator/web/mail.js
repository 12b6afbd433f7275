/** Shows the e-mails that were caught. */
import { call, watch } from "./api.js";
import { clock, day, el, icon } from "./dom.js";
import { locale, t } from "./strings.js";

const root = document.getElementById("letters");
let mails = [];
let openId = null;

function draw() {
  const open = mails.find((each) => each.id === openId) ?? mails[0];
  const rows = mails.map((each) => row(each, each === open));
  const empty = el("p", { class: "letters__empty" }, t("noMail"));
  const list = el("nav", { class: "letters__list" }, head(), mails.length ? rows : empty);
  root.replaceChildren(list, el("main", { class: "paper" }, open ? sheet(open) : ""));
}

function head() {
  const back = el("a", { href: "/", "aria-label": t("back") }, icon("back"));
  const title = el("div", {}, el("h1", {}, t("mail")), el("p", {}, t("mailWhat")));
  return el("header", { class: "letters__head" }, back, title);
}

function row(mail, pressed) {
  const onclick = () => {
    openId = mail.id;
    draw();
  };
  return el(
    "button",
    { class: "letter", "aria-pressed": String(pressed), onclick },
    el("span", { class: "letter__subject" }, mail.subject),
    el("span", { class: "time" }, clock(mail.at)),
    el("span", { class: "letter__to" }, t("to", { who: mail.recipients.join(", ") })),
  );
}

function sheet(mail) {
  const facts = `${mail.sender} · ${t("to", { who: mail.recipients.join(", ") })} · ${day(mail.at)}, ${clock(mail.at)}`;
  const body = mail.html
    ? el("iframe", { class: "paper__page", sandbox: "", srcdoc: mail.html, title: mail.subject })
    : el("p", { class: "paper__text" }, linked(mail.text));
  return el("article", { class: "paper__sheet" }, el("h2", {}, mail.subject), el("p", { class: "paper__facts" }, facts), body);
}

/** Splits text so that its web addresses become links. */
function linked(text) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) =>
    index % 2 ? el("a", { href: part, rel: "noopener" }, part) : part,
  );
}

async function load() {
  mails = (await call("/mail")).items;
  draw();
}

document.documentElement.lang = locale;
await load();
watch((changed) => {
  if (changed === null || [...changed].some((each) => /^(mail|reset)/.test(each))) load();
});
