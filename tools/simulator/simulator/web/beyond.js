/** The right pane's part beyond answers: the clock, the customer, templates, notices. */
import { choice, chips, group } from "./controls.js";
import { el } from "./dom.js";
import { ask } from "./menu.js";
import { t } from "./strings.js";

const HOUR = 3600;
const WHATSAPP_NOTICES = ["account_restricted", "number_quality", "business_username", "number_error"];
const PAGE_NOTICES = ["policy_warning", "policy_block", "policy_unblock"];
// What can be decided about a template in each status.
const DECISIONS = {
  PENDING: { approve: "APPROVED", reject: "REJECTED" },
  APPROVED: { pause: "PAUSED", disable: "DISABLED" },
  PAUSED: { approve: "APPROVED", disable: "DISABLED" },
  REJECTED: { approve: "APPROVED" },
};

/** Draws the groups that the channel's kind has. */
export function drawBeyond({ channel, customer, templates }, verbs) {
  const whatsapp = channel.kind.startsWith("whatsapp");
  return [
    clock(channel, verbs),
    customer ? person(channel, customer, verbs) : null,
    whatsapp ? templateList(channel, templates, verbs) : null,
    channel.kind === "whatsapp_twilio" ? null : notices(whatsapp ? WHATSAPP_NOTICES : PAGE_NOTICES, verbs),
    limits(channel, verbs),
  ].filter((part) => part !== null);
}

function clock({ modes }, verbs) {
  const shifts = [[0, t("now")], [23 * HOUR, `+${t("hours", { n: 23 })}`], [25 * HOUR, `+${t("hours", { n: 25 })}`], [8 * 24 * HOUR, `+${t("days", { n: 8 })}`]];
  const pick = (seconds) => verbs.changeModes({ clock_shift_seconds: seconds });
  return group("clock", t("clock"), chips("clock", shifts, modes.clock_shift_seconds, pick), el("p", { class: "choice__help" }, t("clockHelp")));
}

function person(channel, customer, verbs) {
  const button = (name, run) => el("button", { class: "button", id: `customer-${name}`, onclick: run }, t(name));
  const inApp = button("writeInApp", async () => {
    const given = await ask(t("writeInApp"), [{ name: "text", label: t("text") }]);
    if (given) verbs.customer("echo", given);
  });
  if (channel.kind === "whatsapp_twilio") return null;
  if (channel.kind !== "whatsapp_cloud") {
    return group("customer", t("customer"), el("div", { class: "stack" }, inApp, button("takeOver", () => verbs.customer("handover"))));
  }
  const number = button("changeNumber", async () => {
    const given = await ask(t("changeNumber"), [{ name: "phone", label: t("newNumber"), type: "tel", value: `+${customer.phone}` }], t("save"));
    const changed = given && (await verbs.customer("number", { phone: given.phone.replace(/[^\d+]/g, "") }));
    if (changed) verbs.pickCustomer(changed.customer.key);
  });
  const hide = (event) => verbs.put({ hides_phone: event.target.checked, username: customer.username || customer.name.toLowerCase().replace(/[^a-z0-9]+/g, ".") });
  const consent = (event) => verbs.customer("consent", { value: event.target.checked ? "resume" : "stop" });
  return group(
    "customer",
    t("customer"),
    choice("checkbox", "hide", customer.hides_phone, t("hide"), t("hideHelp"), hide),
    choice("checkbox", "marketing", !customer.opted_out, t("marketing"), t("marketingHelp"), consent),
    el("div", { class: "stack" }, inApp, number, button("newPhone", () => verbs.customer("identity"))),
  );
}

function templateList({ modes }, templates, verbs) {
  const reviews = ["approve", "reject", "hold"].map((name) => [name, t(name)]);
  const decide = (template, name, status) =>
    el("button", { class: "button button--small", id: `template-${template.id}-${name}`, onclick: () => verbs.decide(template, { status, reason: status === "REJECTED" ? modes.reject_reason : "" }) }, t(name));
  const row = (template) => {
    const buttons = Object.entries(DECISIONS[template.status] ?? {}).map(([name, status]) => decide(template, name, status));
    return el(
      "li",
      { class: "template" },
      el("span", { class: "template__name" }, template.name || template.approval_name),
      el("span", { class: `template__status template__status--${template.status.toLowerCase()}` }, template.status.toLowerCase()),
      el("span", { class: "template__buttons" }, ...buttons),
    );
  };
  const list = templates.length > 0 ? el("ul", { class: "templates" }, templates.map(row)) : el("p", { class: "choice__help" }, t("noTemplates"));
  const review = chips("review", reviews, modes.review, (value) => verbs.changeModes({ review: value }));
  return group("templates", t("templates"), el("span", { class: "field__label" }, t("review")), review, list);
}

function notices(names, verbs) {
  const button = (name) => el("button", { class: "button", id: `notice-${name}`, onclick: () => verbs.notice(name) }, t(name));
  return group("notices", t("notices"), el("div", { class: "stack" }, names.map(button)));
}

function limits({ modes }, verbs) {
  const change = (event) => verbs.changeModes({ messages_per_second: event.target.checked ? 80 : 0, pair_limit: event.target.checked });
  return group("limits", t("limits"), choice("checkbox", "limits", modes.pair_limit, t("limits"), t("limitsHelp"), change, true));
}
