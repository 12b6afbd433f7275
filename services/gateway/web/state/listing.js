/**
 * The list: one section, narrowed by channel, unread or a search; page by page.
 * Its order is derived from what is known, so a live change needs no reload.
 * While the pointer is over it, it is held: rows change but do not move.
 */
import { computed, signal } from "@preact/signals";

export const SECTIONS = ["unassigned", "mine", "others", "closed"];
const PAGE = 30; // rows per request

export function createListing({ api, conversations, now = { value: 0 } }) {
  const section = signal("unassigned");
  const channel = signal("");
  const unreadOnly = signal(false);
  const query = signal("");
  /** `newest`, or `closes_first`: by when the reply window shuts. */
  const order = signal("newest");
  const pages = signal(new Map());
  const held = signal(null);
  const openId = signal(null);

  const key = computed(() => [section.value, channel.value, unreadOnly.value, query.value, order.value].join("\u0000"));
  const page = computed(() => pages.value.get(key.value) ?? { status: "new", cursor: null, cutoff: "", ids: [] });

  const matching = computed(() => {
    if (query.value) return page.value.ids.map(conversations.get).filter(Boolean);
    return conversations.all.value.filter(belongs).sort(order.value === "closes_first" ? closesFirst : newestFirst);
  });

  const rows = computed(() => held.value?.map(conversations.get).filter(Boolean) ?? matching.value);
  const waiting = computed(() => {
    if (!held.value) return 0;
    const shown = new Set(held.value);
    return matching.value.filter(({ id }) => !shown.has(id)).length;
  });

  function belongs(conversation) {
    if (conversation.section !== section.value) return false;
    if (channel.value && conversation.channel.id !== channel.value) return false;
    if (unreadOnly.value && !conversation.unread && conversation.id !== openId.value) return false;
    if (order.value === "newest") return conversation.activity_time >= page.value.cutoff;
    const { window_close_time: end } = conversation;
    return Boolean(end) && Date.parse(end) > now.value && (!page.value.cutoff || end <= page.value.cutoff);
  }

  /** Loads the first page, or again when it is already there. */
  async function load() {
    const wanted = key.value;
    put(wanted, { status: pages.value.has(wanted) ? page.value.status : "loading" });
    return fetchPage(wanted, null);
  }

  async function loadMore() {
    const { cursor, status } = page.value;
    if (!cursor || status === "more") return;
    put(key.value, { status: "more" });
    await fetchPage(key.value, cursor);
  }

  async function fetchPage(wanted, cursor) {
    const [inSection, inChannel, unread, q, by] = wanted.split("\u0000");
    try {
      const found = await api.get("/conversations", {
        section: q ? "" : inSection, channel: inChannel, unread: unread === "true" ? true : "", q, cursor, limit: PAGE,
        order: by === "newest" || q ? "" : by,
      });
      conversations.receive(found.items);
      const earlier = cursor ? (pages.value.get(wanted)?.ids ?? []) : [];
      put(wanted, {
        status: "ready", cursor: found.next_cursor, ids: [...earlier, ...found.items.map(({ id }) => id)],
        cutoff: found.next_cursor ? (found.items.at(-1)?.[by === "newest" ? "activity_time" : "window_close_time"] ?? "") : "",
      });
      if (held.value && wanted === key.value) hold([...new Set([...held.value, ...found.items.map(({ id }) => id)])]);
      return found.position;
    } catch (error) {
      put(wanted, { status: "failed", error });
      return null;
    }
  }

  function put(wanted, patch) {
    const before = pages.value.get(wanted) ?? { status: "new", cursor: null, cutoff: "", ids: [] };
    pages.value = new Map(pages.value).set(wanted, { ...before, ...patch });
  }

  function hold(ids = matching.value.map(({ id }) => id)) {
    held.value = ids;
  }

  function release() {
    held.value = null;
  }

  /** Lets the rows take their places while staying held, after an own act. */
  function settle() {
    if (held.value) hold();
  }

  /** Changes what is listed and loads it. */
  function show(changes) {
    const signals = { section, channel, unreadOnly, query, order };
    for (const [name, value] of Object.entries(changes)) signals[name].value = value;
    release();
    return load();
  }

  /** The row after or before one, to go on with. */
  function neighbour(id, step) {
    const ids = rows.value.map((row) => row.id);
    const at = ids.indexOf(id);
    return ids[at === -1 ? 0 : at + step] ?? null;
  }

  function forget() {
    pages.value = new Map();
    held.value = null;
  }

  return { section, channel, unreadOnly, query, order, page, rows, waiting, openId, load, loadMore, hold, release, settle, show, neighbour, forget };
}

function newestFirst(a, b) {
  return a.activity_time < b.activity_time ? 1 : a.activity_time > b.activity_time ? -1 : a.id < b.id ? 1 : -1;
}

function closesFirst(a, b) {
  return Date.parse(a.window_close_time) - Date.parse(b.window_close_time) || newestFirst(a, b);
}
