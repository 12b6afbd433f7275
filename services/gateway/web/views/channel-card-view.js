/** One channel: its health, its last round trip, its setup, and its acts. */
import { useState } from "preact/hooks";
import { ChannelBadge } from "../components/avatar.js";
import { Button, IconButton } from "../components/button.js";
import { HealthState, HealthWords } from "../components/channel-health.js";
import { Failed, Skeleton } from "../components/empty.js";
import { Icon } from "../components/icon.js";
import { Menu } from "../components/menu.js";
import { NoticeTimeline } from "../components/notice-timeline.js";
import { SetupSteps } from "../components/setup-steps.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { SUBSCRIPTIONS, addressOf, snippet } from "./channel-kinds.js";

export function ChannelCard({ app, channel, onAct }) {
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(false);
  const run = async (work) => {
    setBusy(true);
    setRefused(null);
    await work.catch(setRefused);
    setBusy(false);
  };

  return html`<li class="card channel" aria-label=${channel.name}>
    <div class="card__row">
      <span class="card__badge"><${ChannelBadge} kind=${channel.kind} /></span>
      <span class="card__name">${channel.name}<small>${t(`kind.${channel.kind}`)} · ${t(`visibility.${channel.visibility}`)}</small></span>
      <${HealthState} channel=${channel} />
    </div>
    <${HealthWords} channel=${channel} now=${app.now.value} />
    ${refused && html`<p class="field__error" role="alert">${why(refused)}</p>`}
    <div class="channel__acts">
      <${Button} small icon="refresh-cw" busy=${busy} disabled=${busy} onClick=${() => run(app.channels.check(channel.id))}>${t(busy ? "channels.checking" : "channels.check")}</${Button}>
      ${channel.stopped
        ? html`<${Button} small icon="play" disabled=${busy} onClick=${() => run(app.channels.setStopped(channel.id, false))}>${t("channels.start")}</${Button}>`
        : html`<${Button} small icon="pause" onClick=${() => onAct("stop")}>${t("channels.stop")}</${Button}>`}
      <${More} app=${app} channel=${channel} onAct=${onAct} />
    </div>
    <${Setup} app=${app} channel=${channel} />
    <${Notices} app=${app} channel=${channel} />
  </li>`;
}

/** Renaming, sharing and removing are for who installed it (PRM-8). */
function More({ app, channel, onAct }) {
  const mine = channel.installer_id === app.session.user.value.id;
  const entries = [
    mine && ["edit", "pencil"],
    channel.kind !== "webchat" && ["credentials", "key-round"],
    mine && ["remove", "trash-2"],
  ].filter(Boolean);
  if (!entries.length) return html`<${Owner} app=${app} channel=${channel} />`;
  const label = t("channels.more.of", { name: channel.name });
  return html`<${Menu} label=${label} align="end" button=${(toggle) => html`<${IconButton} icon="ellipsis" label=${label} ...${toggle} />`}>
    ${(close) => html`${entries.map(([what, icon]) => html`<button type="button" role="menuitem" class=${classes("menu__item", what === "remove" && "menu__item--bad")} key=${what} onClick=${() => {
      close();
      onAct(what);
    }}><${Icon} name=${icon} />${t(`channels.${what}`)}</button>`)}`}
  </${Menu}>
  ${!mine && html`<${Owner} app=${app} channel=${channel} />`}`;
}

function Owner({ app, channel }) {
  return html`<span class="card__note">${t("channels.owner", { name: app.roster.nameOf(channel.installer_id) || t("somebody") })}</span>`;
}

function Setup({ app, channel }) {
  const address = addressOf(channel, app.session.me.value.ingest_url);
  const text = channel.kind === "webchat" ? snippet(address, channel.provider_id) : address;
  return html`<details class="fold">
    <summary>${t(channel.kind === "webchat" ? "setup.site" : "setup")}</summary>
    <${SetupSteps} kind=${channel.kind} address=${text} fields=${SUBSCRIPTIONS[channel.kind]} />
  </details>`;
}

function Notices({ app, channel }) {
  const { status, items, error } = app.channels.noticesOf(channel.id);
  const load = () => app.channels.loadNotices(channel.id);
  if (channel.kind === "webchat") return null;
  return html`<details class="fold" onToggle=${(event) => event.currentTarget.open && load()}>
    <summary>${t("notices")}</summary>
    ${status === "failed" && html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${load} />`}
    ${status === "loading" && html`<${Skeleton} rows=${2} label=${t("loading")} />`}
    ${status === "ready" && (items.length ? html`<${NoticeTimeline} notices=${items} />` : html`<p class="fold__none">${t("notices.none")}</p>`)}
  </details>`;
}
