/** Everything the page knows and can do, put together once; without DOM or network. */
import { computed, effect, signal } from "@preact/signals";
import { createActions } from "./actions.js";
import { createCollection } from "./collection.js";
import { createContacts } from "./contacts.js";
import { createConversations } from "./conversations.js";
import { createCounts } from "./counts.js";
import { createDesk } from "./desk.js";
import { createDistribution } from "./distribution.js";
import { createDrafts } from "./drafts.js";
import { createEmoji } from "./emoji.js";
import { createListing } from "./listing.js";
import { createLive } from "./live.js";
import { createMessageActs } from "./message-acts.js";
import { createOutbox } from "./outbox.js";
import { createPlace } from "./place.js";
import { createPreferences } from "./preferences.js";
import { createRoster } from "./roster.js";
import { createSession } from "./session.js";
import { createTemplates } from "./templates.js";
import { createThreads } from "./threads.js";
import { createToasts } from "./toasts.js";
import { createTray } from "./tray.js";
import { createWorkplace } from "./workplace.js";

const CALM = 800; // ms after a change before the counts are checked

/**
 * @param {object} world what the state needs from outside
 * @param {ReturnType<typeof import("../lib/api.js").createApi>} world.api
 * @param {ReturnType<typeof import("../lib/storage.js").createStorage>} world.storage
 * @param {() => string} world.newId
 * @param {() => number} world.clock now, in ms
 * @param {(run: () => void, wait: number) => void} world.later
 * @param {(notification: object) => void} world.notify
 * @param {(blob: Blob, options: object) => Promise<object>} world.upload
 * @param {(file: File) => Promise<{ media_type: string, kind: string }>} world.inspect what a file is
 * @param {{ make: (file: Blob) => string, free: (address: string) => void }} world.addresses of files in memory
 */
export function createApp({ api, storage, newId, clock, later, notify, upload, inspect, addresses }) {
  const now = signal(clock());
  const focused = signal(true);
  const session = createSession({ api });
  const myId = () => session.user.value?.id;
  const conversations = createConversations({ myId });
  const listing = createListing({ api, conversations, now });
  const counts = createCounts({ api, channel: listing.channel, later: (run) => later(run, CALM) });
  const threads = createThreads({ api });
  const moment = () => new Date(clock()).toISOString();
  const outbox = createOutbox({ api, upload, conversations, threads, newId, now: moment, myId });
  const tray = createTray({ newId, inspect, addresses });
  const actions = createActions({ api, conversations, counts, listing, myId });
  const roster = createRoster({ api });
  const contacts = createContacts({ api });
  const toasts = createToasts({ later });
  const templates = createTemplates({ api });
  const acts = createMessageActs({ api, threads, toasts, storage, newId, now: moment, myId });
  const { place, go } = createPlace();
  const openConversation = (id) => workplace.open(id);
  const live = createLive({ api, conversations, counts, threads, outbox, roster, session, contacts, templates, toasts, openConversation, clock, notify });
  const shared = { api, session, conversations, listing, counts, threads, outbox, tray, templates, acts, actions, roster, contacts, toasts, place, go, live };
  const workplace = createWorkplace(shared);
  const desk = createDesk({ api, upload, newId, roster, conversations, live });

  /** Conversations of mine with something unread, for the title. */
  const unread = computed(() => conversations.all.value.filter((c) => c.section === "mine" && c.unread > 0).length);

  /** Reads what the screen needs; gives the position to go live from. */
  async function start() {
    listing.section.value = place.value.section ?? "unassigned";
    const [position] = await Promise.all([listing.load(), counts.load(), roster.load(), mine()]);
    live.start(position);
    if (place.value.id) workplace.open(place.value.id);
  }

  /** The agent's own conversations are always known: the title counts them. */
  async function mine() {
    if (listing.section.value === "mine") return;
    await api.get("/conversations", { section: "mine", limit: 30 }).then(({ items }) => conversations.receive(items), () => {});
  }

  /** The gap was older than the feed keeps: reads everything anew. */
  async function reload() {
    for (const store of [conversations, listing, threads, contacts, templates]) store.forget();
    await start();
  }

  /** Leaves nothing of one user for the next. */
  function forget() {
    for (const store of [conversations, listing, threads, contacts, templates, tray, desk]) store.forget();
    go({ screen: "inbox", section: "unassigned", id: null });
  }

  effect(() => {
    const open = workplace.conversation.value;
    if (open && open.unread && focused.value && place.value.screen === "inbox") actions.read(open.id);
  });

  return {
    ...shared, ...workplace, ...desk, now, focused, unread, start, reload, forget,
    drafts: createDrafts({ storage }),
    emoji: createEmoji({ storage }),
    lightbox: signal(null),
    preferences: createPreferences({ api }),
    distribution: createDistribution({ api }),
    users: createCollection({ api, path: "/users" }),
    tokens: createCollection({ api, path: "/tokens" }),
    panelOpen: signal(false), dialog: signal(null), storage,
    theme: signal(storage.read("theme") ?? "system"),
    narrow: signal(false), online: signal(true),
  };
}
