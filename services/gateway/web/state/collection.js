/** One list of the administration: read, added to, changed, removed from. */
import { signal } from "@preact/signals";
import { replace } from "./roster.js";

export function createCollection({ api, path }) {
  const items = signal([]);
  const cursor = signal(null);
  const status = signal("new");
  const error = signal(null);

  async function load(query = {}) {
    if (status.value !== "ready") status.value = "loading";
    await fetchPage(query, []);
  }

  async function loadMore(query = {}) {
    if (cursor.value) await fetchPage({ ...query, cursor: cursor.value }, items.value);
  }

  async function fetchPage(query, earlier) {
    try {
      const found = await api.get(path, query);
      items.value = [...earlier, ...found.items];
      cursor.value = found.next_cursor ?? null;
      status.value = "ready";
    } catch (refusal) {
      status.value = "failed";
      error.value = refusal;
    }
  }

  /** Adds one; throws the refusal, for the form to show. */
  async function create(body) {
    const made = await api.post(path, body);
    items.value = replace(items.value, made);
    return made;
  }

  /** Changes one at once; undone, and the refusal thrown, when refused. */
  async function change(id, patch) {
    const before = items.value;
    items.value = before.map((item) => (item.id === id ? { ...item, ...patch } : item));
    try {
      items.value = replace(items.value, await api.patch(`${path}/${id}`, patch));
    } catch (refusal) {
      items.value = before;
      throw refusal;
    }
  }

  async function remove(id) {
    await api.remove(`${path}/${id}`);
    items.value = items.value.filter((item) => item.id !== id);
  }

  return { items, cursor, status, error, load, loadMore, create, change, remove };
}
