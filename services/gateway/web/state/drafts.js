/** Unsent text, one per conversation; kept by the browser, also offline. */
import { signal } from "@preact/signals";

/** @param {{ storage: ReturnType<typeof import("../lib/storage.js").createStorage> }} options */
export function createDrafts({ storage }) {
  const drafts = signal(new Map(storage.names("draft.").map((name) => [name.slice(6), storage.read(name)])));

  function get(id) {
    return drafts.value.get(id) ?? "";
  }

  function set(id, text) {
    const next = new Map(drafts.value);
    if (text.trim()) next.set(id, text);
    else next.delete(id);
    drafts.value = next;
    storage.write(`draft.${id}`, text.trim() ? text : null);
  }

  return { drafts, get, set };
}
