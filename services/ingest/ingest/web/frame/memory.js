/**
 * What a visitor's browser keeps: their token, name, place, and unsent messages.
 * Where storage is blocked, it lives as long as the page.
 */

export function createMemory(websiteToken, storage) {
  const fallback = new Map();
  const prefix = `recado.${websiteToken}.`;
  let works = storage !== null;

  function get(name, otherwise) {
    try {
      const raw = works ? storage.getItem(prefix + name) : null;
      const found = raw ?? fallback.get(name);
      return found === undefined ? otherwise : JSON.parse(found);
    } catch {
      return otherwise;
    }
  }

  function set(name, value) {
    const raw = JSON.stringify(value);
    fallback.set(name, raw);
    try {
      if (works) storage.setItem(prefix + name, raw);
    } catch {
      works = false;
    }
  }

  return { get, set };
}

/** Returns the browser's storage, or null where a third party may not have it. */
export function browserStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem("recado.test", "1");
    storage.removeItem("recado.test");
    return storage;
  } catch {
    return null;
  }
}
