/** The whole page: signed out, or the rail beside the inbox or the settings. */
import { t, why } from "../i18n/i18n.js";
import { Failed } from "../components/empty.js";
import { Toasts } from "../components/toasts.js";
import { html } from "../lib/html.js";
import { BellDialog } from "./bell-view.js";
import { CampaignsView } from "./campaigns-view.js";
import { InboxView } from "./inbox-view.js";
import { KeysDialog } from "./keys-view.js";
import { PaletteDialog } from "./palette-view.js";
import { RailView } from "./rail-view.js";
import { SettingsView } from "./settings-view.js";
import { SignInView } from "./sign-in-view.js";
import { StartDialog } from "./start-view.js";
import { useShortcuts } from "./shortcuts.js";

const SCREENS = { settings: SettingsView, campaigns: CampaignsView };

export function AppView({ app }) {
  const { me, failed } = app.session;
  if (failed.value) return html`<main class="alone"><${Failed} text=${why(failed.value)} retry=${t("retry")} onRetry=${app.session.restore} /></main>`;
  if (me.value === undefined) return html`<main class="alone" aria-busy="true"></main>`;
  if (me.value === null) return html`<${SignInView} app=${app} />`;
  return html`<${Workspace} app=${app} />`;
}

function Workspace({ app }) {
  useShortcuts(app);
  const { screen } = app.place.value;
  const inHand = screen === "inbox" && app.place.value.id;

  return html`<div class=${`page page--${screen} ${inHand ? "page--in-hand" : ""}`}>
    <a class="skip" href="#main" onClick=${skip}>${t("skip")}</a>
    <${RailView} app=${app} />
    <${SCREENS[screen] ?? InboxView} app=${app} />
    <${Dialogs} app=${app} />
    <${Toasts} toasts=${app.toasts.toasts.value} onDrop=${app.toasts.drop} />
  </div>`;
}

function Dialogs({ app }) {
  const name = app.dialog.value;
  const Chosen = { bell: BellDialog, keys: KeysDialog, palette: PaletteDialog, start: StartDialog }[name];
  const onClose = () => {
    if (app.dialog.value === name) app.dialog.value = null; // another may be open by now
  };
  return Chosen ? html`<${Chosen} app=${app} onClose=${onClose} />` : null;
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
