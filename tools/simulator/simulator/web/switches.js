/** The right pane: how the provider behaves, and the counts to reconcile. */
import { drawBeyond } from "./beyond.js";
import { choice, group } from "./controls.js";
import { el, icon } from "./dom.js";
import { t } from "./strings.js";

const ANSWERS = ["normal", "slow", "flapping", "down", "lost_answer"];
const HOWS = { "": "natural", answer: "answer", status: "status", timeout: "timeout", lost_answer: "lost_answer" };
const CALLS = ["send", "media", "templates", "account"];
const COUNTS = ["customer_messages", "customer_messages_accepted", "agent_messages", "statuses", "statuses_accepted", "webhooks_owed"];
// A count that ought to equal the one named.
const SHOULD_EQUAL = { customer_messages_accepted: "customer_messages", statuses_accepted: "statuses" };

/** Draws the pane; what was chosen, open or focused stays so. */
export function drawSwitches(root, state, verbs) {
  const { channel, counts } = state;
  const focused = document.activeElement?.id;
  const chosen = [...root.querySelectorAll("select[id]")].map(({ id, value }) => [id, value]);
  const scrolled = root.scrollTop;
  const parts = [head(verbs)];
  if (channel && channel.kind !== "webchat") {
    parts.push(...drawBeyond(state, verbs), answers(channel, verbs), nextError(channel, state.errors[channel.kind], verbs));
    parts.push(phoneSide(channel, verbs), webhooks(channel, verbs));
  }
  if (counts) parts.push(tally(counts));
  parts.push(links());
  root.replaceChildren(...parts);
  for (const [id, value] of chosen) {
    const select = root.querySelector(`#${CSS.escape(id)}`);
    if (select && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  root.scrollTop = scrolled;
  if (focused) root.querySelector(`#${CSS.escape(focused)}`)?.focus();
}

function head(verbs) {
  const close = el("button", { class: "switches__close", "aria-label": t("close"), onclick: verbs.closeSwitches }, icon("close"));
  return el("header", { class: "switches__head" }, el("h2", {}, t("behaviour")), close);
}

function answers({ modes }, verbs) {
  const row = (mode) =>
    choice("radio", `answer-${mode}`, modes.answering === mode, t(mode), t(`${mode}Help`),
      () => verbs.changeModes({ answering: mode }), mode !== "normal");
  return group("answers", t("answers"), ...ANSWERS.map(row));
}

function picker(id, label, options) {
  const select = el("select", { class: "input", id, "aria-label": label || t("nextError") }, options.map(([value, words]) => el("option", { value }, words)));
  return el("label", { class: "field" }, label ? el("span", { class: "field__label" }, label) : null, select);
}

function nextError({ modes }, errors, verbs) {
  const code = picker("next-error", "", errors.map(({ key, code, title }) => [key, key === code ? `${code} · ${title}` : `${code}/${key} · ${title}`]));
  const how = picker("next-how", t("how"), Object.entries(HOWS).map(([value, name]) => [value, t(name)]));
  const calls = picker("next-call", t("call"), CALLS.map((name) => [name, t(`${name}_call`)]));
  const times = picker("next-times", t("times"), [1, 2, 3, 5, 10].map((number) => [number, `${number} ×`]));
  const value = (part) => part.querySelector("select").value;
  const order = () => verbs.changeModes({ errors: [
    ...modes.errors.map(({ code, times, how, call, kind, to, retry_after, hold_seconds }) => ({ code, times, how, call, kind, to, retry_after, hold_seconds })),
    { code: Number(value(code)), how: value(how), call: value(calls), times: Number(value(times)) },
  ] });
  const button = el("button", { class: "button", id: "order-error", onclick: order }, t("order_error"));
  const shown = modes.errors.map((each) => `${each.how === "timeout" ? t("timeout") : each.code}${each.times > 1 ? ` ×${each.times}` : ""}`).join(", ");
  const clear = el("button", { class: "button", id: "clear-errors", onclick: () => verbs.changeModes({ errors: [] }) }, t("clear"));
  const waiting = shown === "" ? [] : [el("p", { class: "ordered", role: "status" }, t("ordered", { codes: shown })), clear];
  return group("error", t("nextError"), code, el("div", { class: "pair" }, how, calls), el("div", { class: "pair" }, times, button), ...waiting);
}

function phoneSide({ modes }, verbs) {
  const toggle = (name, id) =>
    choice("checkbox", id, modes[name], t(id), t(`${id}Help`), (event) => verbs.changeModes({ [name]: event.target.checked }));
  return group("phone", t("phoneSide"), toggle("automatic_statuses", "automatic"), toggle("reads", "reads"));
}

function webhooks({ modes }, verbs) {
  const twice = (event) => verbs.changeModes({ duplicates: event.target.checked ? 2 : 0 });
  const shuffle = (event) => verbs.changeModes({ shuffle: event.target.checked });
  return group(
    "webhooks",
    t("webhooks"),
    choice("checkbox", "duplicates", modes.duplicates > 0, t("duplicates"), t("duplicatesHelp"), twice, true),
    choice("checkbox", "shuffle", modes.shuffle, t("shuffle"), t("shuffleHelp"), shuffle, true),
  );
}

function tally(counts) {
  const row = (name) => {
    const whole = SHOULD_EQUAL[name];
    const short = whole ? counts[name] < counts[whole] : name === "webhooks_owed" && counts[name] > 0;
    const classes = `${whole ? "tally__part" : ""} ${short ? "tally__short" : ""}`;
    return el("tr", { class: classes.trim() }, el("td", {}, t(name)), el("td", {}, String(counts[name])));
  };
  return group("counts", t("counts"), el("table", { class: "tally" }, el("tbody", {}, COUNTS.map(row))));
}

function links() {
  return el(
    "nav",
    { class: "links" },
    el("a", { class: "button", href: "/mail" }, icon("mail"), t("mail")),
    el("a", { class: "button", href: "/control" }, icon("book"), t("api")),
  );
}
