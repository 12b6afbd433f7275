/** The connected channels: how they are, and what can be done with them. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Empty, Skeleton } from "../components/empty.js";
import { NoticeTimeline } from "../components/notice-timeline.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ChannelCard } from "./channel-card-view.js";
import { ChannelDialog } from "./channel-dialogs-view.js";
import { ConnectDialog } from "./settings-connect-view.js";

export function ChannelsView({ app }) {
  const [connecting, setConnecting] = useState(false);
  const [act, setAct] = useState(null);
  const { roster } = app;
  const channels = roster.channels.value;
  const inHand = act && channels.find(({ id }) => id === act.id);

  return html`
    <div class="settings__act"><${Button} kind="primary" icon="plus" onClick=${() => setConnecting(true)}>${t("channels.connect")}</${Button}></div>
    ${!channels.length && (roster.loaded.value
      ? html`<${Empty} icon="radio" title=${t("channels.none")} text=${t("channels.none.text")} />`
      : html`<${Skeleton} rows=${3} label=${t("loading")} />`)}
    <ul class="cards">${channels.map((channel) => html`<${ChannelCard} app=${app} channel=${channel} onAct=${(what) => setAct({ what, id: channel.id })} key=${channel.id} />`)}</ul>
    <${AccountNotices} app=${app} />
    ${connecting && html`<${ConnectDialog} app=${app} onClose=${() => setConnecting(false)} />`}
    ${inHand && html`<${ChannelDialog} app=${app} channel=${inHand} what=${act.what} onClose=${() => setAct(null)} />`}`;
}

/** What a provider told of the account as a whole. */
function AccountNotices({ app }) {
  useEffect(() => void app.channels.loadNotices(""), []);
  const notices = app.channels.noticesOf("").items.filter(({ channel_id }) => !channel_id);
  if (!notices.length) return null;
  return html`<section class="card">
    <h3 class="form__title">${t("notices.account")}</h3>
    <${NoticeTimeline} notices=${notices} />
  </section>`;
}
