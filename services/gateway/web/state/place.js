/** Where in the page the agent is, as the address says it after `#`. */
import { signal } from "@preact/signals";
import { SECTIONS } from "./listing.js";

export const SETTINGS = ["agents", "sectors", "distribution", "channels", "users", "tokens", "ledger"];

export function createPlace() {
  const place = signal({ screen: "inbox", section: "unassigned", id: null });

  function go(next) {
    place.value = { ...place.value, ...next };
  }

  return { place, go };
}

/** Reads `#/inbox/<section>/<id>`, `#/c/<id>` and `#/settings/<page>`. */
export function parse(hash) {
  const [screen, first, second] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (screen === "settings") return { screen, page: SETTINGS.includes(first) ? first : SETTINGS[0] };
  if (screen === "c" && first) return { screen: "inbox", section: null, id: first };
  return { screen: "inbox", section: SECTIONS.includes(first) ? first : "unassigned", id: second || null };
}

/** The address of a place; the inverse of `parse`. */
export function address({ screen, section, id, page }) {
  if (screen === "settings") return `#/settings/${page ?? SETTINGS[0]}`;
  return `#/inbox/${section ?? "unassigned"}${id ? `/${encodeURIComponent(id)}` : ""}`;
}
