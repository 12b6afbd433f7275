/** Runs the page where a person plays the customers. */
import { call, watch } from "./api.js";
import { drawPeople } from "./people.js";
import { drawNobody, drawSite, openChat } from "./phone.js";
import { locale } from "./strings.js";
import { drawSwitches } from "./switches.js";

const stage = document.getElementById("stage");
const [people, desk, switches] = ["people", "desk", "switches"].map((id) => document.getElementById(id));
const state = { channels: [], customers: [], channelId: null, customerKey: null, creating: false, errors: {}, counts: null };
// Brings the open chat up to date; null when none is open.
let updateChat = null;

const verbs = {
  pickChannel(id) {
    Object.assign(state, { channelId: id, customerKey: null, creating: false });
    openDesk();
    loadCustomers();
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
  write(text) {
    return call(`/customers/${state.customerKey}/messages`, "POST", { text }).then(() => true, () => false);
  },
  change: (modes) => call(`/channels/${state.channelId}/modes`, "PATCH", modes),
  orderError(code) {
    const errors = [...channel().modes.errors, { code, times: 1 }];
    return verbs.change({ errors });
  },
  back() {
    Object.assign(stage.dataset, { pane: "people" });
  },
  openSwitches: () => Object.assign(stage.dataset, { switches: "open" }),
  closeSwitches: () => Object.assign(stage.dataset, { switches: "" }),
};

function channel() {
  return state.channels.find((each) => each.id === state.channelId);
}

function drawAll() {
  drawPeople(people, state, verbs);
  drawSwitches(switches, { channel: channel(), errors: state.errors, counts: state.counts }, verbs);
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

async function loadThread() {
  const update = updateChat;
  if (!update) return;
  const thread = await call(`/customers/${state.customerKey}`).catch(() => null);
  if (thread && update === updateChat) update(thread);
}

async function loadCounts() {
  state.counts = (await call("/counters")).total;
  drawSwitches(switches, { channel: channel(), errors: state.errors, counts: state.counts }, verbs);
}

async function refresh(changed) {
  const touches = (noun) => changed === null || [...changed].some((each) => each.startsWith(noun));
  if (touches("channel") || touches("reset")) await loadChannels();
  if (touches("reset") && changed !== null) verbs.pickChannel(state.channelId);
  await Promise.all([loadCustomers(), loadThread(), loadCounts()]);
  // A chat that is open on the phone is one that is being read.
  const open = channel();
  if (updateChat && open?.modes.reads) await call(`/customers/${state.customerKey}/read`, "POST");
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
if (phone) verbs.pickCustomer(`${wanted}/${phone}`);
else openDesk();
await loadCounts();
watch(refresh);
