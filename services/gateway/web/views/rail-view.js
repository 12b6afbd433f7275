/** The slim navigation rail: where to go, the state of the connection, oneself. */
import { Avatar } from "../components/avatar.js";
import { IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { LanguageChoice } from "../components/language-choice.js";
import { Menu } from "../components/menu.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { firstSettings } from "../state/place.js";
import { chooseLanguage } from "./language.js";

const THEMES = ["system", "light", "dark"];

export function RailView({ app }) {
  const { screen } = app.place.value;
  const page = firstSettings(app.session.may);
  return html`<nav class="rail" aria-label=${t("rail")}>
    <${Navigation} app=${app} />
    <${IconButton} icon="inbox" size=${20} label=${t("inbox")} active=${screen === "inbox"} aria-current=${screen === "inbox" ? "page" : null} onClick=${() => app.go({ screen: "inbox" })} />
    ${app.session.may("campaigns.manage") && html`<${IconButton} icon="megaphone" size=${20} label=${t("campaigns")} active=${screen === "campaigns"}
      aria-current=${screen === "campaigns" ? "page" : null} onClick=${() => app.go({ screen: "campaigns", campaign: null })} />`}
    ${page && html`<${IconButton} icon="settings" size=${20} label=${t("settings")} active=${screen === "settings"}
      aria-current=${screen === "settings" ? "page" : null} onClick=${() => app.go({ screen: "settings", page })} />`}
    <span class="rail__gap"></span>
    <${Connection} live=${app.live} />
    <${IconButton} icon="keyboard" size=${18} label=${t("keys")} aria-keyshortcuts="?" onClick=${() => (app.dialog.value = "keys")} />
    <${Oneself} app=${app} />
  </nav>`;
}

/** One small word: live, catching up, offline. */
function Connection({ live }) {
  const state = live.state.value;
  const word = state === "catching" && live.caught.value ? "catching.count" : state;
  return html`<p class=${`connection connection--${state}`} role="status" title=${t(`connection.${state}.help`)}>
    <span class="connection__dot" aria-hidden="true"></span>${t(`connection.${word}`, { count: live.caught.value })}
  </p>`;
}

/** The main menu (INB-2, SET-1). */
function Navigation({ app }) {
  const inbox = () => app.go({ screen: "inbox" });
  const { may } = app.session;
  const page = firstSettings(may);
  const groups = [
    may("inbox") && ["nav.communications", [
      ["nav.inbox", "inbox", inbox],
      ["settings.templates", "layout-template", () => app.go({ screen: "settings", page: "templates" })],
      ...(may("campaigns.manage") ? [["campaigns", "megaphone", () => app.go({ screen: "campaigns", campaign: null })]] : []),
    ]],
    may("inbox") && ["nav.leads", [["nav.messaging", "messages-square", inbox]]],
    page && ["nav.tools", [["nav.messaging", "settings", () => app.go({ screen: "settings", page })]]],
  ].filter(Boolean);

  return html`<${Menu} label=${t("nav")} button=${(toggle) => html`<${IconButton} icon="menu" size=${20} label=${t("nav")} ...${toggle} />`}>
    ${(close) => groups.map(([group, entries]) => html`<div class="menu__group" role="group" aria-label=${t(group)} key=${group}>
      <p class="menu__head" aria-hidden="true">${t(group)}</p>
      ${group !== "nav.communications" && html`<p class="menu__path" aria-hidden="true">${t("nav.integrations")}</p>`}
      ${entries.map(([key, icon, run]) => html`<button type="button" role="menuitem" class=${classes("menu__item", group !== "nav.communications" && "menu__item--deep")} key=${key} onClick=${() => {
        close();
        run();
      }}><${Icon} name=${icon} />${t(key)}</button>`)}
    </div>`)}
  </${Menu}>`;
}

function Oneself({ app }) {
  const user = app.session.user.value;
  const presence = app.session.availability.value.available ? "on" : "off";
  const button = (toggle) => html`<button type="button" class="rail__self" aria-label=${t("self", { name: user.name })} ...${toggle}>
    <${Avatar} id=${user.id} name=${user.name} size=${32} presence=${presence} />
  </button>`;

  return html`<${Menu} role="dialog" above label=${t("self", { name: user.name })} button=${button}>
    ${(close) => html`<div class="self">
      <p class="self__name">${user.name}<small>${user.email}</small></p>
      <p class="menu__head" id="theme-head">${t("theme")}</p>
      <div class="languages" role="group" aria-labelledby="theme-head">
        ${THEMES.map((name) => html`<button type="button" key=${name} class=${classes("languages__one", app.theme.value === name && "languages__one--chosen")}
          aria-pressed=${String(app.theme.value === name)} onClick=${() => (app.theme.value = name)}>${t(`theme.${name}`)}</button>`)}
      </div>
      <p class="menu__head">${t("language")}</p>
      <${LanguageChoice} onChoose=${(name) => chooseLanguage(app, name)} />
      <button type="button" class="menu__item self__out" onClick=${() => {
        close();
        app.session.signOut();
      }}><${Icon} name="log-out" />${t("signout")}</button>
    </div>`}
  </${Menu}>`;
}
