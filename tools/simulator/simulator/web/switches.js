/** The right pane: how the provider behaves, and the counts to reconcile. */
import { el, icon } from "./dom.js";
import { t } from "./strings.js";

const ANSWERS = ["normal", "slow", "flapping", "down", "lost_answer"];
const COUNTS = ["customer_messages", "customer_messages_accepted", "agent_messages", "statuses", "statuses_accepted", "webhooks_owed"];
// A count that ought to equal the one named.
const SHOULD_EQUAL = { customer_messages_accepted: "customer_messages", statuses_accepted: "statuses" };

/** Draws the pane; `verbs` is `{change, orderError, closeSwitches}`. */
export function drawSwitches(root, { channel, errors, counts }, verbs) {
  const focused = document.activeElement?.id;
  const parts = [head(verbs)];
  if (channel && channel.kind !== "webchat") {
    parts.push(answers(channel, verbs), nextError(channel, errors[channel.kind], verbs));
    parts.push(phoneSide(channel, verbs), webhooks(channel, verbs));
  }
  if (counts) parts.push(tally(counts));
  parts.push(links());
  root.replaceChildren(...parts);
  if (focused) root.querySelector(`#${CSS.escape(focused)}`)?.focus();
}

function head(verbs) {
  const close = el("button", { class: "switches__close", "aria-label": t("close"), onclick: verbs.closeSwitches }, icon("close"));
  return el("header", { class: "switches__head" }, el("h2", {}, t("behaviour")), close);
}

function group(title, ...content) {
  return el("section", { class: "group", "aria-label": title }, el("p", { class: "caption" }, title), ...content);
}

function choice(type, id, checked, label, help, onchange, alarm = false) {
  const input = el("input", { type, id, name: type === "radio" ? "answering" : id, onchange });
  input.checked = checked;
  return el(
    "label",
    { class: alarm ? "choice choice--alarm" : "choice" },
    input,
    el("span", {}, label),
    el("span", { class: "choice__help" }, help),
  );
}

function answers({ modes }, verbs) {
  const row = (mode) =>
    choice("radio", `answer-${mode}`, modes.answering === mode, t(mode), t(`${mode}Help`),
      () => verbs.change({ answering: mode }), mode !== "normal");
  return group(t("answers"), ...ANSWERS.map(row));
}

function nextError({ modes }, errors, verbs) {
  const options = errors.map(({ code, title }) => el("option", { value: code }, `${code} · ${title}`));
  const select = el("select", { class: "input", id: "next-error", "aria-label": t("nextError") }, options);
  const remembered = document.querySelector("#next-error")?.value;
  if (remembered && errors.some(({ code }) => String(code) === remembered)) select.value = remembered;
  const order = el("button", { class: "button", id: "order-error", onclick: () => verbs.orderError(Number(select.value)) }, t("order"));
  const codes = modes.errors.map((each) => (each.times > 1 ? `${each.code} ×${each.times}` : each.code)).join(", ");
  const waiting = codes === "" ? [] : [el("p", { class: "ordered", role: "status" }, t("ordered", { codes }))];
  return group(t("nextError"), el("div", { class: "order" }, select, order), ...waiting);
}

function phoneSide({ modes }, verbs) {
  const toggle = (name, id) =>
    choice("checkbox", id, modes[name], t(id), t(`${id}Help`), (event) => verbs.change({ [name]: event.target.checked }));
  return group(t("phoneSide"), toggle("automatic_statuses", "automatic"), toggle("reads", "reads"));
}

function webhooks({ modes }, verbs) {
  const twice = (event) => verbs.change({ duplicates: event.target.checked ? 2 : 0 });
  const shuffle = (event) => verbs.change({ shuffle: event.target.checked });
  return group(
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
  return group(t("counts"), el("table", { class: "tally" }, el("tbody", {}, COUNTS.map(row))));
}

function links() {
  return el(
    "nav",
    { class: "links" },
    el("a", { class: "button", href: "/mail" }, icon("mail"), t("mail")),
    el("a", { class: "button", href: "/control" }, icon("book"), t("api")),
  );
}
