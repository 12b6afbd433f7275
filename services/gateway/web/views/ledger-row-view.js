/** One call of a provider as a row; a press shows its body. */
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { fullTime, number } from "../lib/time.js";

export function LedgerRow({ app, call, may }) {
  const { ledger, roster } = app;
  const { id, channel_id, provider, fate, reason, receive_time, body_bytes, counts, replay_of } = call;
  const when = fullTime(receive_time, language.value);
  const channel = roster.channels.value.find((one) => one.id === channel_id)?.name ?? "";
  return html`<tr class=${classes("ledger__row", ledger.detail.value.id === id && "ledger__row--open")}>
    ${may && html`<td class="ledger__check"><input type="checkbox" aria-label=${t("ledger.choose", { when })} checked=${ledger.chosen.value.has(id)} onChange=${() => ledger.choose(id)} /></td>`}
    <td><button type="button" class="link ledger__time" onClick=${() => ledger.open(id)}><time datetime=${receive_time}>${when}</time></button>${replay_of && html`<small>${t("ledger.again")}</small>`}</td>
    <td>${channel}</td>
    <td>${providerName(provider)}</td>
    <td><${Fate} fate=${fate} />${reason && html`<small>${reasonOf(reason)}</small>`}<${Counts} counts=${counts} /></td>
    <td class="table__number">${t("ledger.bytes", { count: number(body_bytes, language.value) })}</td>
  </tr>`;
}

export function Fate({ fate }) {
  return html`<span class=${`state state--${fate}`}>${has(`fate.${fate}`) ? t(`fate.${fate}`) : fate}</span>`;
}

/** How many parts met each fate, once there is more to say than the fate itself. */
export function Counts({ counts }) {
  const told = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  if (told.reduce((sum, [, count]) => sum + count, 0) < 2) return null;
  return html`<small>${told.map(([name, count]) => t("ledger.count", { name: has(`fate.${name}`) ? t(`fate.${name}`) : name, count: number(count, language.value) })).join(" · ")}</small>`;
}

export const providerName = (provider) => (has(`provider.${provider}`) ? t(`provider.${provider}`) : provider);
export const reasonOf = (reason) => (has(`ledger.why.${reason}`) ? t(`ledger.why.${reason}`) : reason);
