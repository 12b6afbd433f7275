/** Joins the state to the browser: network, clock, address, focus, title, theme. */
import { effect } from "@preact/signals";
import { choose, language, t } from "../i18n/i18n.js";
import { createApp } from "../state/app.js";
import { address, parse } from "../state/place.js";
import { freeAddress, makeAddress } from "./addresses.js";
import { createApi } from "./api.js";
import { createDesktop } from "./desktop.js";
import { inspect } from "./files.js";
import { newId } from "./ids.js";
import { createStorage } from "./storage.js";
import { openStream } from "./stream.js";
import { createUpload } from "./upload.js";

const TICK = 15 * 1000; // ms; relative times and countdowns follow at this pace

export function connect() {
  const storage = createStorage();
  const desktop = createDesktop({
    isFocused: (id) => app.focused.value && app.place.value.id === id,
    onClick: (id) => app.open(id),
  });
  const csrf = () => app.session.me.value?.csrf_token;
  const api = createApi({
    fetch: globalThis.fetch.bind(globalThis), csrf,
    onSignedOut: () => app.session.expire(),
  });
  const app = createApp({
    api, storage, newId, upload: createUpload({ csrf }), inspect,
    addresses: { make: makeAddress, free: freeAddress }, clock: Date.now, later: (run, wait) => setTimeout(run, wait),
    notify: (note) => desktop.show(note, t(`notify.${note.trigger}`, { name: note.contact_name })),
  });

  followLanguage(app, storage);
  followAddress(app);
  followWindow(app);
  followTheme(app, storage);
  followSession(app);
  app.session.restore();
  return app;
}

function followLanguage(app, storage) {
  language.value = choose([storage.read("language"), ...navigator.languages]);
  effect(() => {
    document.documentElement.lang = language.value;
  });
  effect(() => {
    const count = app.session.user.value ? app.unread.value : 0;
    document.title = count ? `(${count}) ${t("title")}` : t("title");
  });
}

function followAddress(app) {
  app.go(parse(location.hash));
  addEventListener("hashchange", () => {
    if (location.hash === address(app.place.value)) return;
    const next = parse(location.hash);
    app.go(next);
    if (next.section && next.section !== app.listing.section.value) app.show(next.section);
    if (next.id) app.open(next.id);
    else app.listing.openId.value = null;
  });
  let before = app.place.value;
  effect(() => {
    const next = app.place.value;
    const entering = next.screen !== before.screen || (next.id && !before.id) || (next.campaign && !before.campaign);
    before = next;
    if (location.hash === address(next)) return;
    if (entering) history.pushState(null, "", address(next));
    else history.replaceState(null, "", address(next));
  });
}

function followWindow(app) {
  const look = () => {
    app.focused.value = document.visibilityState === "visible" && document.hasFocus();
    app.now.value = Date.now();
  };
  for (const name of ["focus", "blur"]) addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, TICK);
  look();
  const narrow = matchMedia("(max-width: 719.98px)");
  narrow.addEventListener("change", () => (app.narrow.value = narrow.matches));
  app.narrow.value = narrow.matches;
}

function followTheme(app, storage) {
  effect(() => {
    const theme = app.theme.value;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    storage.write("theme", theme === "system" ? null : theme);
  });
}

/** Goes live with a session, and leaves nothing behind without one. */
function followSession(app) {
  let stream = null;
  let user = null;
  addEventListener("online", () => stream?.hurry());
  addEventListener("offline", () => stream?.drop());

  async function goLive(prepare) {
    const mine = user;
    stream?.close();
    stream = null;
    await prepare();
    if (user === mine) stream = openStream({ position: app.live.position, onEvent, onLost: app.live.lost, onSignedOut: app.session.expire });
  }
  function onEvent(event, data) {
    if (event === "reload") goLive(app.reload);
    else app.live.apply(event, data);
  }

  effect(() => {
    const id = app.session.user.value?.id ?? null;
    if (id === user) return;
    user = id;
    queueMicrotask(() => {
      if (id) goLive(app.start);
      else {
        stream?.close();
        app.forget();
      }
    });
  });
}
