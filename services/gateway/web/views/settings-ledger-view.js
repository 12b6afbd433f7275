/** Every call of a provider, with what became of it. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { has, language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fullTime, number } from "../lib/time.js";

const FATES = ["", "forwarded", "duplicate", "quarantined", "ignored", "failed"];

export function LedgerView({ app }) {
  const { ledger } = app;
  const [fate, setFate] = useState("");
  useEffect(() => void ledger.load({ fate }), [fate]);

  return html`
    <div class="settings__act" role="group" aria-label=${t("ledger.fate")}>
      ${FATES.map((name) => html`<button type="button" class="chip" key=${name} aria-pressed=${String(name === fate)} onClick=${() => setFate(name)}>${t(name ? `fate.${name}` : "fate.all")}</button>`)}
    </div>
    <${Calls} app=${app} fate=${fate} />`;
}

function Calls({ app, fate }) {
  const { ledger, roster } = app;
  const channel = (id) => roster.channels.value.find((one) => one.id === id)?.name ?? "";
  if (ledger.status.value === "failed") return html`<${Failed} text=${why(ledger.error.value)} retry=${t("retry")} onRetry=${() => ledger.load({ fate })} />`;
  if (ledger.status.value !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  if (!ledger.items.value.length) return html`<${Empty} icon="scroll-text" title=${t("ledger.none")} text=${t("ledger.none.text")} />`;
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${t("settings.ledger")}><table class="table">
    <thead><tr>${["time", "channel", "fate", "size"].map((name) => html`<th scope="col" key=${name}>${t(`ledger.${name}`)}</th>`)}</tr></thead>
    <tbody>${ledger.items.value.map((call) => html`<tr key=${call.id}>
      <td><time datetime=${call.receive_time}>${fullTime(call.receive_time, language.value)}</time></td>
      <td>${channel(call.channel_id)}</td>
      <td><span class=${`state state--${call.fate}`}>${has(`fate.${call.fate}`) ? t(`fate.${call.fate}`) : call.fate}</span>${call.reason && html`<small>${call.reason}</small>`}</td>
      <td class="table__number">${t("ledger.bytes", { count: number(call.body_bytes, language.value) })}</td>
    </tr>`)}</tbody>
  </table></div>
  ${ledger.cursor.value && html`<${Button} onClick=${() => ledger.loadMore({ fate })}>${t("more")}</${Button}>`}`;
}
