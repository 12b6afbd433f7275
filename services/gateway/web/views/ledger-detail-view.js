/** One call of a provider in a drawer: its facts and its body as it came, secrets masked. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { CopyButton } from "../components/copy-button.js";
import { Dialog } from "../components/dialog.js";
import { Failed, Skeleton } from "../components/empty.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { prettyBody } from "../lib/pretty.js";
import { fullTime, number } from "../lib/time.js";
import { replayCalls } from "./ledger-acts.js";
import { Counts, Fate, providerName, reasonOf } from "./ledger-row-view.js";

export function LedgerDetail({ app }) {
  const { ledger } = app;
  const { id, status, call, error } = ledger.detail.value;
  return html`<${Dialog} title=${t("ledger.call")} drawer onClose=${ledger.close}>
    ${status === "failed" && html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${() => ledger.open(id)} />`}
    ${status === "loading" && html`<${Skeleton} rows=${4} label=${t("loading")} />`}
    ${status === "ready" && html`<${Call} app=${app} call=${call} />`}
  </${Dialog}>`;
}

function Call({ app, call }) {
  const [busy, setBusy] = useState(false);
  const body = prettyBody(call.body, call.content_type);
  const known = app.ledger.items.value.find(({ id }) => id === call.id) ?? call;
  async function replay() {
    setBusy(true);
    await replayCalls(app, [call.id]);
    setBusy(false);
  }
  return html`
    <dl class="facts">${facts(app, { ...call, ...known }).map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
    <section class="call-body">
      <header class="call-body__head"><h3 class="call-body__title">${t("ledger.body")}</h3><${CopyButton} text=${body} label=${t("copy")} /></header>
      <pre class="call-body__text" tabindex="0" role="region" aria-label=${t("ledger.body")}>${body}</pre>
    </section>
    ${app.session.may("channels.manage") && html`<footer class="dialog__foot"><p class="outcome">${t("ledger.replay.help")}</p><${Button} icon="rotate-ccw" kind="primary" busy=${busy} disabled=${busy} onClick=${replay}>${t("ledger.replay")}</${Button}></footer>`}`;
}

function facts(app, { receive_time, channel_id, provider, fate, reason, counts, body_bytes, content_type, replay_of, id }) {
  return [
    ["ledger.time", fullTime(receive_time, language.value)],
    ["ledger.channel", app.roster.channels.value.find((one) => one.id === channel_id)?.name],
    ["ledger.provider", providerName(provider)],
    ["ledger.fate", html`<${Fate} fate=${fate} /><${Counts} counts=${counts} />`],
    ["ledger.reason", reason && reasonOf(reason)],
    ["ledger.size", t("ledger.bytes", { count: number(body_bytes, language.value) })],
    ["ledger.type", content_type],
    ["ledger.id", id],
    ["ledger.again", replay_of],
  ].filter(([, value]) => value);
}
