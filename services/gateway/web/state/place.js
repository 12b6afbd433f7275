/** Where in the page the agent is, as the address says it after `#`. */
import { signal } from "@preact/signals";
import { SECTIONS } from "./listing.js";

/** The pages of the settings, and the permission that opens each. */
export const PERMISSION_OF = {
  agents: "settings.manage", sectors: "settings.manage", distribution: "settings.manage", channels: "channels.manage",
  templates: "inbox", users: "users.manage", tokens: "users.manage", ledger: "ledger.view",
};
export const SETTINGS = Object.keys(PERMISSION_OF);

/** The first page of the settings that somebody may open; everybody reads templates, which alone are no settings. */
export function firstSettings(may) {
  return SETTINGS.find((page) => page !== "templates" && may(PERMISSION_OF[page])) ?? null;
}

export function createPlace() {
  const place = signal({ screen: "inbox", section: "unassigned", id: null });

  function go(next) {
    place.value = { ...place.value, ...next };
  }

  return { place, go };
}

/** Reads `#/inbox/<section>/<id>`, `#/c/<id>`, `#/settings/<page>` and `#/campaigns/<id>`. */
export function parse(hash) {
  const [screen, first, second] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (screen === "settings") return { screen, page: SETTINGS.includes(first) ? first : SETTINGS[0] };
  if (screen === "campaigns") return { screen, campaign: first || null };
  if (screen === "c" && first) return { screen: "inbox", section: null, id: first };
  return { screen: "inbox", section: SECTIONS.includes(first) ? first : "unassigned", id: second || null };
}

/** The address of a place; the inverse of `parse`. */
export function address({ screen, section, id, page, campaign }) {
  if (screen === "campaigns") return `#/campaigns${campaign ? `/${encodeURIComponent(campaign)}` : ""}`;
  if (screen === "settings") return `#/settings/${page ?? SETTINGS[0]}`;
  return `#/inbox/${section ?? "unassigned"}${id ? `/${encodeURIComponent(id)}` : ""}`;
}
