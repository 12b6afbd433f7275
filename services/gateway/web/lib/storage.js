/** Remembers small things in the browser; forgets quietly where it is not allowed. */

const PREFIX = "recado.";

/** @param {Storage | null} [store] */
export function createStorage(store = browserStore()) {
  return {
    read(name) {
      try {
        return store?.getItem(PREFIX + name) ?? null;
      } catch {
        return null;
      }
    },
    write(name, value) {
      try {
        if (value === null || value === "") store?.removeItem(PREFIX + name);
        else store?.setItem(PREFIX + name, value);
      } catch {
        // A full or forbidden store costs the memory of it, not the action.
      }
    },
    /** Names that start with a text, without the page's own prefix. */
    names(start) {
      const found = [];
      for (let index = 0; index < (store?.length ?? 0); index += 1) {
        const name = store.key(index);
        if (name.startsWith(PREFIX + start)) found.push(name.slice(PREFIX.length));
      }
      return found;
    },
  };
}

function browserStore() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
