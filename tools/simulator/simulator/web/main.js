/** Runs the page where a person plays the customers. */
import { call, watch } from "./api.js";
import { drawPeople } from "./people.js";
import { drawNobody, drawSite, openChat } from "./phone.js";
import { locale } from "./strings.js";
import { drawSwitches } from "./switches.js";
import { createVerbs } from "./verbs.js";

const stage = document.getElementById("stage");
const [people, desk, switches] = ["people", "desk", "switches"].map((id) => document.getElementById(id));
const state = {
  channels: [], customers: [], templates: [], channelId: null, customerKey: null, creating: false, errors: {}, counts: null,
};
// Brings the open chat up to date; null when none is open.
let updateChat = null;

const verbs = {
  ...createVerbs(state),
  pickChannel(id) {
    Object.assign(state, { channelId: id, customerKey: null, creating: false, templates: [] });
    openDesk();
    loadCustomers();
    loadTemplates();
  },
  pickCustomer(key) {
    state.customerKey = key;
    openDesk();
    call(`/customers/${key}/read`, "POST");
  },
  async create(phone, name) {
    await call(`/customers/${state.channelId}/${phone}`, "PUT", { name });
    state.creating = false;
    await loadCustomers();
    verbs.pickCustomer(`${state.channelId}/${phone}`);
  },
  toggleCreating() {
    state.creating = !state.creating;
    drawAll();
    people.querySelector("[name=name]")?.focus();
  },
  back: () => Object.assign(stage.dataset, { pane: "people" }),
  openSwitches: () => Object.assign(stage.dataset, { switches: "open" }),
  closeSwitches: () => Object.assign(stage.dataset, { switches: "" }),
};

function channel() {
  return state.channels.find((each) => each.id === state.channelId);
}

function drawBeside() {
  const customer = state.customers.find((each) => each.key === state.customerKey);
  drawSwitches(switches, { ...state, channel: channel(), customer }, verbs);
}

function drawAll() {
  drawPeople(people, state, verbs);
  drawBeside();
}

/** Puts what is picked on the phone. */
function openDesk() {
  const picked = channel();
  const site = picked?.kind === "webchat";
  history.replaceState(null, "", `#${state.customerKey ?? state.channelId ?? ""}`);
  updateChat = null;
  if (site) drawSite(desk, picked, verbs);
  else if (picked && state.customerKey) updateChat = openChat(desk, picked, verbs);
  else drawNobody(desk);
  if (site || updateChat) stage.dataset.pane = "phone";
  drawAll();
  loadThread();
}

async function loadChannels() {
  state.channels = (await call("/channels")).items;
  if (!channel() && state.channels.length > 0) state.channelId = state.channels[0].id;
}

async function loadCustomers() {
  const asked = state.channelId;
  const { items } = await call(`/customers?channel=${encodeURIComponent(asked ?? "")}`);
  if (asked !== state.channelId) return;
  state.customers = items;
  if (!people.contains(document.activeElement) || !state.creating) drawAll();
}

async function loadTemplates() {
  const asked = state.channelId;
  if (!channel()?.kind.startsWith("whatsapp")) return;
  const { items } = await call(`/channels/${asked}/templates`);
  if (asked === state.channelId) Object.assign(state, { templates: items });
  drawBeside();
}

async function loadThread() {
  const update = updateChat;
  if (!update) return;
  const thread = await call(`/customers/${state.customerKey}`).catch(() => null);
  if (thread && update === updateChat) update(thread);
}

async function loadCounts() {
  state.counts = (await call("/counters")).total;
  drawBeside();
}

async function refresh(changed) {
  const touches = (noun) => changed === null || [...changed].some((each) => each.startsWith(noun));
  if (touches("channel") || touches("reset")) await loadChannels();
  if (touches("reset") && changed !== null) verbs.pickChannel(state.channelId);
  if (touches("template")) await loadTemplates();
  await Promise.all([loadCustomers(), loadThread(), loadCounts()]);
  // A chat that is open on the phone is one that is being read.
  const open = channel();
  if (updateChat && open?.modes.reads) await call(`/customers/${state.customerKey}/read`, "POST").catch(() => null);
}

document.documentElement.lang = locale;
addEventListener("keydown", (event) => {
  if (event.key === "Escape") verbs.closeSwitches();
});
state.errors = await call("/errors");
const [wanted, phone] = location.hash.slice(1).split("/");
state.channelId = wanted || null;
await loadChannels();
await loadCustomers();
await loadTemplates();
if (phone) verbs.pickCustomer(`${wanted}/${phone}`);
else openDesk();
await loadCounts();
watch(refresh);
