/** The administration: its pages beside one column of content. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../components/icon.js";
import { Empty } from "../components/empty.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { PERMISSION_OF } from "../state/place.js";
import { AgentsView } from "./settings-agents-view.js";
import { ChannelsView } from "./settings-channels-view.js";
import { DistributionView } from "./settings-distribution-view.js";
import { LedgerView } from "./settings-ledger-view.js";
import { SectorsView } from "./settings-sectors-view.js";
import { TemplatesView } from "./settings-templates-view.js";
import { TokensView } from "./settings-tokens-view.js";
import { UsersView } from "./settings-users-view.js";

const PAGES = [
  ["agents", "users", AgentsView],
  ["sectors", "layers", SectorsView],
  ["distribution", "split", DistributionView],
  ["channels", "radio", ChannelsView],
  ["templates", "layout-template", TemplatesView],
  ["users", "user-round-plus", UsersView],
  ["tokens", "key-round", TokensView],
  ["ledger", "scroll-text", LedgerView],
];
/** Pages that need more room than one column of fields. */
const WIDE = ["templates", "ledger"];

export function SettingsView({ app }) {
  const pages = PAGES.filter(([name]) => app.session.may(PERMISSION_OF[name]));
  const chosen = pages.find(([name]) => name === app.place.value.page);
  const nav = useRef(null);
  // On a phone the pages are a strip that scrolls sideways.
  useLayoutEffect(() => nav.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [chosen]);
  return html`<div class="settings">
    <nav class="settings__nav" ref=${nav} aria-label=${t("settings")}>
      <p class="settings__path">${t("settings.path")}</p>
      <h1 class="settings__title">${t("nav.messaging")}</h1>
      ${pages.map(([name, icon]) => html`<a key=${name} href=${`#/settings/${name}`} class=${classes("settings__link", name === app.place.value.page && "settings__link--chosen")}
        aria-current=${name === app.place.value.page ? "page" : null}><${Icon} name=${icon} size=${18} />${t(`settings.${name}`)}</a>`)}
    </nav>
    <main class="settings__main" id="main" tabindex="-1">
      <div class=${classes("settings__column", WIDE.includes(chosen?.[0]) && "settings__column--wide")}>
        ${chosen ? html`<${Page} app=${app} name=${chosen[0]} view=${chosen[2]} key=${chosen[0]} />` : html`<${Empty} icon="lock" title=${t("settings.forbidden")} text=${t("settings.forbidden.text")} />`}
      </div>
    </main>
  </div>`;
}

function Page({ app, name, view: View }) {
  return html`<header class="settings__head"><h2>${t(`settings.${name}`)}</h2><p>${t(`settings.${name}.text`)}</p></header><${View} app=${app} />`;
}
