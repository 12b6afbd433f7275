/** Every string of the pages, in three languages; the browser's is chosen. */
import { words as en } from "./words-en.js";
import { words as es } from "./words-es.js";
import { words as pt } from "./words-pt.js";

export const catalogues = { en, pt, es };
export const locale = globalThis.navigator?.language ?? "en";

const chosen = catalogues[locale.slice(0, 2)] ?? en;

/** Returns the string named `key`, its `{slots}` filled from `facts`. */
export function t(key, facts = {}) {
  return chosen[key].replace(/\{(\w+)\}/g, (_, slot) => facts[slot]);
}
