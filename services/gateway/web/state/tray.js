/**
 * What is being put together beside the text: files, and the message that is
 * answered. One per conversation, in memory; nothing of it is sent yet.
 */
import { signal } from "@preact/signals";

/**
 * @param {object} options
 * @param {() => string} options.newId
 * @param {(file: File) => Promise<{ media_type: string, kind: string }>} options.inspect
 * @param {{ make: (file: Blob) => string, free: (address: string) => void }} options.addresses of files in memory
 */
export function createTray({ newId, inspect, addresses }) {
  const items = signal(new Map());
  const quotes = signal(new Map());

  const of = (id) => items.value.get(id) ?? [];
  const quoteOf = (id) => quotes.value.get(id) ?? null;

  function put(id, list) {
    items.value = new Map(items.value).set(id, list);
  }

  /** Takes files in the order given, once each is known for what it is. */
  async function add(id, files, facts = {}) {
    const known = await Promise.all([...files].map(async (file) => ({ file, ...(await inspect(file)) })));
    put(id, [...of(id), ...known.map((one) => ({
      key: newId(), name: one.file.name, size: one.file.size, caption: "", strip: true, voice: false,
      address: addresses.make(one.file), ...one, ...facts,
    }))]);
  }

  function change(id, key, patch) {
    put(id, of(id).map((one) => (one.key === key ? { ...one, ...patch } : one)));
  }

  function remove(id, key) {
    for (const { address } of of(id).filter((one) => one.key === key)) addresses.free(address);
    put(id, of(id).filter((one) => one.key !== key));
  }

  /** Hands over some of what is here, or all of it; their addresses stay good. */
  function take(id, wanted = () => true) {
    const taken = of(id).filter(wanted);
    put(id, of(id).filter((one) => !taken.includes(one)));
    return taken;
  }

  /** Puts files back that were taken and not sent. */
  function restore(id, list) {
    put(id, [...list, ...of(id)]);
  }

  function quote(id, message) {
    quotes.value = new Map(quotes.value).set(id, message);
  }

  function forget() {
    for (const { address } of [...items.value.values()].flat()) addresses.free(address);
    items.value = new Map();
    quotes.value = new Map();
  }

  return { of, quoteOf, add, change, remove, take, restore, quote, forget };
}
