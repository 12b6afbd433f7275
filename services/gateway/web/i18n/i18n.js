/** The language of the page, and every text in it by key. */
import { computed, signal } from "@preact/signals";
import en from "./en.js";
import es from "./es.js";
import ptBR from "./pt-br.js";

export const CATALOGUES = { "pt-BR": ptBR, en, es };
export const LANGUAGES = Object.keys(CATALOGUES);

/** The language in use; every view that calls `t` follows it. */
export const language = signal("en");

const plurals = computed(() => new Intl.PluralRules(language.value));

/**
 * The text of a key, with `{name}` replaced. A text that depends on a number
 * has a form per plural category and is chosen by `count`.
 */
export function t(key, facts = {}) {
  const found = CATALOGUES[language.value][key];
  if (found === undefined) return key;
  const text = typeof found === "string" ? found : (found[plurals.value.select(facts.count)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/** Whether there is a text for a key. */
export function has(key) {
  return CATALOGUES[language.value][key] !== undefined;
}

/** What went wrong and what to do, for an `ApiError`. */
export function why(error) {
  const key = `reason.${error?.reason}`;
  return has(key) ? t(key, error.facts) : t("reason.UNKNOWN");
}

/** The first of some wishes that we have, by language and then by region. */
export function choose(wishes) {
  for (const wish of wishes.filter(Boolean)) {
    const base = wish.toLowerCase().split("-")[0];
    const found = LANGUAGES.find((name) => name.toLowerCase().split("-")[0] === base);
    if (found) return found;
  }
  return "en";
}
