/** The connected channels, and connecting one. */
import { useState } from "preact/hooks";
import { ChannelBadge } from "../components/avatar.js";
import { Button } from "../components/button.js";
import { CopyBox } from "../components/copy-box.js";
import { Empty } from "../components/empty.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ConnectForm } from "./settings-connect-view.js";

export function ChannelsView({ app }) {
  const [connecting, setConnecting] = useState(false);
  const channels = app.roster.channels.value;
  const connected = (channel) => {
    app.roster.receiveChannel(channel);
    setConnecting(false);
  };

  return html`
    ${!connecting && html`<div class="settings__act"><${Button} kind="primary" icon="plus" onClick=${() => setConnecting(true)}>${t("channels.connect")}</${Button}></div>`}
    ${connecting && html`<${ConnectForm} app=${app} onDone=${connected} onCancel=${() => setConnecting(false)} />`}
    ${!channels.length && !connecting && html`<${Empty} icon="radio" title=${t("channels.none")} text=${t("channels.none.text")} />`}
    <ul class="cards">${channels.map((channel) => html`<${Channel} app=${app} channel=${channel} key=${channel.id} />`)}</ul>`;
}

function Channel({ app, channel }) {
  const address = channel.webhook_url ?? app.session.me.value.ingest_url + channel.webhook_path;
  const cut = channel.health === "disconnected";
  return html`<li class="card">
    <div class="card__row">
      <span class="card__badge"><${ChannelBadge} kind=${channel.kind} /></span>
      <span class="card__name">${channel.name}<small>${t(`kind.${channel.kind}`)} · ${t(`visibility.${channel.visibility}`)}</small></span>
      <span class=${`state state--${channel.health}`}>${t(`health.${channel.health}`)}</span>
    </div>
    ${cut && channel.health_detail && html`<p class="field__error">${channel.health_detail}</p>`}
    ${channel.webhook_path && (channel.kind === "webchat"
      ? html`<${CopyBox} label=${t("channels.snippet")} text=${snippet(address, channel.provider_id)} />`
      : html`<${CopyBox} label=${t("channels.webhook")} text=${address} />`)}
  </li>`;
}

/** The one tag that puts the chat on a web site; the token names the channel. */
export function snippet(address, token) {
  return `<script async src="${address}" data-token="${token}"></script>`;
}
