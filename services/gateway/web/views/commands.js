/** Every action by name: for the keys, the help sheet and the palette alike. */
import { LANGUAGES } from "../i18n/i18n.js";
import { SECTIONS } from "../state/listing.js";
import { PERMISSION_OF, SETTINGS, firstSettings } from "../state/place.js";
import { chooseLanguage } from "./language.js";
import { togglePanel } from "./thread-head-view.js";

/**
 * @returns {{ key: string, facts?: object, keys?: string[], group: string, when?: boolean, run: () => void }[]}
 */
export function commands(app) {
  return [...moving(app), ...acting(app), ...going(app), ...choosing(app)].filter(({ when }) => when !== false);
}

function moving(app) {
  const inbox = app.place.value.screen === "inbox";
  return [
    { key: "do.next", keys: ["j"], group: "move", when: inbox, run: () => step(app, 1) },
    { key: "do.previous", keys: ["k"], group: "move", when: inbox, run: () => step(app, -1) },
    { key: "do.search", keys: ["/"], group: "move", when: inbox, run: () => focus("search") },
    { key: "do.leave", keys: ["Escape"], group: "move", when: inbox, run: () => escape(app) },
  ];
}

function acting(app) {
  const open = app.place.value.screen === "inbox" ? app.conversation.value : null;
  const is = (...sections) => Boolean(open && sections.includes(open.section));
  return [
    { key: "do.reply", keys: ["r"], group: "act", when: is("unassigned", "mine", "others"), run: () => focus("reply") },
    { key: "act.claim", keys: ["c"], group: "act", when: is("unassigned"), run: () => app.actions.claim(open.id) },
    { key: "do.assign", keys: ["a"], group: "act", when: is("unassigned", "mine", "others"), run: () => (app.dialog.value = "assign") },
    { key: "act.close", keys: ["e"], group: "act", when: is("unassigned", "mine", "others"), run: () => app.close(open.id) },
    { key: "act.reopen", keys: ["o"], group: "act", when: is("closed"), run: () => app.reopen(open.id) },
    { key: "act.unread", keys: ["u"], group: "act", when: Boolean(open), run: () => app.keepUnread(open.id) },
    { key: "panel", keys: ["p"], group: "act", when: Boolean(open), run: () => togglePanel(app) },
  ];
}

function going(app) {
  const { may } = app.session;
  const page = firstSettings(may);
  return [
    { key: "inbox", keys: ["g i"], group: "go", run: () => app.go({ screen: "inbox" }) },
    ...SECTIONS.map((section, index) => ({ key: `section.${section}.full`, keys: [`g ${index + 1}`], group: "go", run: () => app.show(section) })),
    { key: "settings", keys: ["g s"], group: "go", when: page !== null, run: () => app.go({ screen: "settings", page }) },
    { key: "campaigns", keys: ["g c"], group: "go", when: may("campaigns.manage"), run: () => app.go({ screen: "campaigns", campaign: null }) },
    { key: "start", keys: ["w"], group: "go", when: may("inbox"), run: () => (app.dialog.value = "start") },
    ...SETTINGS.map((name) => ({ key: `settings.${name}`, group: "go", when: may(PERMISSION_OF[name]), run: () => app.go({ screen: "settings", page: name }) })),
  ];
}

function choosing(app) {
  const { available } = app.session.availability.value;
  return [
    { key: available ? "do.unavailable" : "do.available", group: "else", run: () => app.session.setAvailable(!available).catch(() => {}) },
    { key: "bell.title", keys: ["n"], group: "else", run: () => (app.dialog.value = "bell") },
    { key: "palette", keys: ["Ctrl+k"], group: "else", run: () => (app.dialog.value = "palette") },
    { key: "keys", keys: ["?"], group: "else", run: () => (app.dialog.value = "keys") },
    ...["system", "light", "dark"].map((theme) => ({ key: `theme.do.${theme}`, group: "else", run: () => (app.theme.value = theme) })),
    ...LANGUAGES.map((name) => ({ key: `language.do.${name}`, group: "else", run: () => chooseLanguage(app, name) })),
    { key: "signout", group: "else", run: () => app.session.signOut() },
  ];
}

/** Moves along the rows; opens as it goes once one is open. */
function step(app, by) {
  const rows = [...document.querySelectorAll(".row")];
  const at = rows.findIndex((row) => row === document.activeElement);
  if (at === -1 && app.place.value.id) return app.openNeighbour(by);
  const next = rows[at === -1 ? 0 : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function focus(name) {
  document.querySelector(`[data-shortcut=${name}]`)?.focus();
}

function escape(app) {
  if (app.panelOpen.value && innerWidth < 1100) app.panelOpen.value = false;
  else if (app.place.value.id) app.leave();
}
