/** What providers sent: the calls, the one that is looked at, and working on them again. */
import { signal } from "@preact/signals";

export const FATES = ["", "forwarded", "duplicate", "quarantined", "ignored"];

const MOST = 500; // calls that may be asked for at once
const NONE = { id: null, status: "new", call: null, error: null };

export function createLedger({ api, newId }) {
  const items = signal([]);
  const cursor = signal(null);
  const status = signal("new");
  const error = signal(null);
  const filter = signal({ fate: "", channel: "" });
  const chosen = signal(new Set());
  const detail = signal(NONE);
  /** Whether more is being read. */
  const reading = signal(false);
  let turn = 0;

  /** Reads the newest; what is chosen stays chosen if it is still there. */
  async function load(next = {}) {
    filter.value = { ...filter.value, ...next };
    if (Object.keys(next).length || status.value !== "ready") status.value = "loading";
    await read("");
    const there = new Set(items.value.map(({ id }) => id));
    chosen.value = new Set([...chosen.value].filter((id) => there.has(id)));
  }

  async function loadMore() {
    if (cursor.value && !reading.value) await read(cursor.value);
  }

  async function read(after) {
    const mine = (turn += 1);
    reading.value = true;
    try {
      const found = await api.get("/ledger", { ...filter.value, cursor: after, limit: 50 });
      if (mine !== turn) return;
      items.value = after ? [...items.value, ...found.items] : found.items;
      cursor.value = found.next_cursor;
      status.value = "ready";
      error.value = null;
    } catch (refusal) {
      if (mine !== turn) return;
      error.value = refusal;
      if (!after) status.value = "failed";
    }
    reading.value = false;
  }

  function choose(id, wanted = !chosen.value.has(id)) {
    const next = new Set(chosen.value);
    if (wanted) next.add(id);
    else next.delete(id);
    chosen.value = next;
  }

  /** All that are shown, or none. */
  function chooseAll(wanted) {
    chosen.value = new Set(wanted ? items.value.map(({ id }) => id) : []);
  }

  /** Shows one with its body. */
  async function open(id) {
    detail.value = { ...NONE, id, status: "loading" };
    const put = (patch) => detail.value.id === id && (detail.value = { ...detail.value, ...patch });
    await api.get(`/ledger/${id}`).then((call) => put({ status: "ready", call }), (refusal) => put({ status: "failed", error: refusal }));
  }

  function close() {
    detail.value = NONE;
  }

  /** Has calls worked on once more; throws the refusal, gives how many. */
  async function replay(ids) {
    let replayed = 0;
    for (let at = 0; at < ids.length; at += MOST) {
      const answer = await api.post("/ledger/replay", { call_ids: ids.slice(at, at + MOST), request_id: newId() });
      replayed += answer.replayed;
    }
    chosen.value = new Set([...chosen.value].filter((id) => !ids.includes(id)));
    await load();
    return replayed;
  }

  function forget() {
    items.value = [];
    status.value = "new";
    chosen.value = new Set();
    close();
  }

  return { items, cursor, status, error, filter, chosen, detail, reading, load, loadMore, choose, chooseAll, open, close, replay, forget };
}
