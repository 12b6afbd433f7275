/** The administration: its pages beside one column of content. */
import { Icon } from "../components/icon.js";
import { Empty } from "../components/empty.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { AgentsView } from "./settings-agents-view.js";
import { ChannelsView } from "./settings-channels-view.js";
import { DistributionView } from "./settings-distribution-view.js";
import { LedgerView } from "./settings-ledger-view.js";
import { SectorsView } from "./settings-sectors-view.js";
import { TokensView } from "./settings-tokens-view.js";
import { UsersView } from "./settings-users-view.js";

const PAGES = [
  ["agents", "users", "settings.manage", AgentsView],
  ["sectors", "layers", "settings.manage", SectorsView],
  ["distribution", "split", "settings.manage", DistributionView],
  ["channels", "radio", "channels.manage", ChannelsView],
  ["users", "user-round-plus", "users.manage", UsersView],
  ["tokens", "key-round", "users.manage", TokensView],
  ["ledger", "scroll-text", "ledger.view", LedgerView],
];

export function SettingsView({ app }) {
  const pages = PAGES.filter(([, , permission]) => app.session.may(permission));
  const chosen = pages.find(([name]) => name === app.place.value.page);
  return html`<div class="settings">
    <nav class="settings__nav" aria-label=${t("settings")}>
      <p class="settings__path">${t("settings.path")}</p>
      <h1 class="settings__title">${t("nav.messaging")}</h1>
      ${pages.map(([name, icon]) => html`<a key=${name} href=${`#/settings/${name}`} class=${classes("settings__link", name === app.place.value.page && "settings__link--chosen")}
        aria-current=${name === app.place.value.page ? "page" : null}><${Icon} name=${icon} size=${18} />${t(`settings.${name}`)}</a>`)}
    </nav>
    <main class="settings__main" id="main" tabindex="-1">
      <div class="settings__column">
        ${chosen ? html`<${Page} app=${app} name=${chosen[0]} view=${chosen[3]} key=${chosen[0]} />` : html`<${Empty} icon="lock" title=${t("settings.forbidden")} text=${t("settings.forbidden.text")} />`}
      </div>
    </main>
  </div>`;
}

function Page({ app, name, view: View }) {
  return html`<header class="settings__head"><h2>${t(`settings.${name}`)}</h2><p>${t(`settings.${name}.text`)}</p></header><${View} app=${app} />`;
}
