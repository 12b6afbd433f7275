/** The left pane: business channels, and the customers who write to them. */
import { avatar, badge, clock, el, icon } from "./dom.js";
import { t } from "./strings.js";

// What stands for a message without text.
const PREVIEWS = { image: "photo", video: "video", audio: "voice", document: "document", sticker: "sticker", location: "place", contacts: "card", order: "order", story: "story", system: "changeNumber" };

/**
 * Draws the pane.
 *
 * `state` is `{channels, customers, channelId, customerKey, creating}`; `verbs`
 * is `{pickChannel, pickCustomer, create, toggleCreating}`.
 */
export function drawPeople(root, state, verbs) {
  const channel = state.channels.find((each) => each.id === state.channelId);
  const parts = [brand(), el("p", { class: "list-head caption" }, t("channels"))];
  parts.push(
    state.channels.length === 0
      ? el("p", { class: "empty" }, t("noChannels"))
      : el("div", { class: "channels" }, state.channels.map((each) => channelRow(each, state, verbs))),
  );
  if (channel && channel.kind !== "webchat") {
    parts.push(customersHead(state, verbs));
    parts.push(state.creating ? newcomer(channel, verbs) : null);
    parts.push(
      state.customers.length === 0 && !state.creating
        ? el("p", { class: "empty" }, t("noCustomers"))
        : el("div", { class: "persons" }, state.customers.map((each) => personRow(each, state, verbs))),
    );
  }
  root.replaceChildren(...parts.filter((part) => part !== null));
}

function brand() {
  return el(
    "header",
    { class: "brand" },
    el("img", { class: "brand__mark", src: "/static/favicon.svg", alt: "" }),
    el(
      "div",
      {},
      el("h1", { class: "brand__name" }, `Recado · ${t("simulator")}`),
      el("p", { class: "brand__what" }, t("what")),
    ),
  );
}

function channelRow(channel, state, verbs) {
  return el(
    "button",
    {
      class: "channel",
      "aria-pressed": String(channel.id === state.channelId),
      onclick: () => verbs.pickChannel(channel.id),
    },
    badge(channel.kind),
    el(
      "span",
      {},
      el("span", { class: "channel__name" }, channel.name),
      el("span", { class: "channel__kind" }, t(channel.kind)),
    ),
  );
}

function customersHead(state, verbs) {
  return el(
    "div",
    { class: "list-head" },
    el("span", { class: "caption" }, t("customers")),
    el(
      "button",
      { class: "button", "aria-expanded": String(state.creating), onclick: verbs.toggleCreating },
      icon("plus"),
      t("newCustomer"),
    ),
  );
}

function personRow(customer, state, verbs) {
  const last = customer.last_message;
  const preview = last ? (last.direction === "in" ? t("you") : "") + (last.text || t(PREVIEWS[last.kind] ?? "shared")) : `+${customer.phone}`;
  return el(
    "button",
    {
      class: "person",
      "aria-pressed": String(customer.key === state.customerKey),
      onclick: () => verbs.pickCustomer(customer.key),
    },
    avatar(customer.name, customer.phone),
    el(
      "span",
      {},
      el("span", { class: "person__name" }, customer.name),
      el("span", { class: "person__preview" }, preview),
    ),
    el(
      "span",
      { class: "person__side" },
      last ? el("span", { class: "time" }, clock(last.at)) : null,
      customer.unread ? el("span", { class: "count" }, String(customer.unread)) : null,
    ),
  );
}

function newcomer(channel, verbs) {
  const byPhone = channel.kind.startsWith("whatsapp");
  const name = el("input", { class: "input", name: "name", required: true, maxlength: "80", autocomplete: "off" });
  const phone = el("input", { class: "input", name: "phone", required: true, inputmode: "tel", autocomplete: "off", placeholder: "+55 11 98765-4321" });
  const error = el("p", { class: "error", role: "alert" });
  const submit = (event) => {
    event.preventDefault();
    // Pages give everybody an id of their own.
    const digits = byPhone ? phone.value.replace(/\D/g, "") : `73${Date.now()}${Math.floor(Math.random() * 10)}`;
    if (digits.length < 6 || digits.length > 17) error.textContent = t("phoneWrong");
    else verbs.create(digits, name.value.trim());
  };
  return el(
    "form",
    { class: "newcomer", onsubmit: submit },
    el("label", { class: "field" }, el("span", { class: "field__label" }, t("name")), name),
    byPhone ? el("label", { class: "field" }, el("span", { class: "field__label" }, t("phone")), phone) : null,
    error,
    el("button", { class: "button button--main" }, t("start")),
  );
}
