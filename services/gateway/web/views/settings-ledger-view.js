/** Every call of a provider, with what became of it; any can be worked on again. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { FATES } from "../state/ledger.js";
import { replayCalls } from "./ledger-acts.js";
import { LedgerDetail } from "./ledger-detail-view.js";
import { LedgerRow } from "./ledger-row-view.js";

const COLUMNS = ["time", "channel", "provider", "fate", "size"];

export function LedgerView({ app }) {
  const { ledger, roster } = app;
  const { fate, channel } = ledger.filter.value;
  const [renewing, setRenewing] = useState(false);
  useEffect(() => {
    ledger.load();
    return ledger.close;
  }, []);

  async function renew() {
    setRenewing(true);
    await ledger.load();
    setRenewing(false);
  }

  return html`
    <div class="sieve">
      <${Field} label=${t("ledger.channel")} value=${channel} options=${[["", t("filter.all")], ...roster.channels.value.map(({ id, name }) => [id, name])]} onChange=${(event) => ledger.load({ channel: event.currentTarget.value })} />
      <${Button} icon="refresh-cw" busy=${renewing} onClick=${renew}>${t("ledger.renew")}</${Button}>
      <div class="settings__act sieve__chips" role="group" aria-label=${t("ledger.fate")}>
        ${FATES.map((name) => html`<button type="button" class="chip" key=${name} aria-pressed=${String(name === fate)} onClick=${() => ledger.load({ fate: name })}>${t(name ? `fate.${name}` : "fate.all")}</button>`)}
      </div>
    </div>
    <${Chosen} app=${app} />
    <${Calls} app=${app} />
    ${ledger.detail.value.id && html`<${LedgerDetail} app=${app} />`}`;
}

/** What is chosen, and working on it again (permission channels.manage). */
function Chosen({ app }) {
  const { ledger } = app;
  const [busy, setBusy] = useState(false);
  const ids = [...ledger.chosen.value];
  if (!ids.length) return null;
  async function replay() {
    setBusy(true);
    await replayCalls(app, ids);
    setBusy(false);
  }
  return html`<div class="chosen" role="status">
    <span>${t("ledger.chosen", { count: ids.length })}</span>
    <${Button} small icon="rotate-ccw" kind="primary" busy=${busy} disabled=${busy} onClick=${replay}>${t("ledger.replay")}</${Button}>
    <${Button} small onClick=${() => ledger.chooseAll(false)}>${t("ledger.unchoose")}</${Button}>
  </div>`;
}

function Calls({ app }) {
  const { ledger, session } = app;
  const items = ledger.items.value;
  if (ledger.status.value === "failed") return html`<${Failed} text=${why(ledger.error.value)} retry=${t("retry")} onRetry=${() => ledger.load()} />`;
  if (ledger.status.value !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  if (!items.length) return html`<${Empty} icon="scroll-text" title=${t("ledger.none")} text=${t(ledger.filter.value.fate || ledger.filter.value.channel ? "ledger.none.filtered" : "ledger.none.text")} />`;
  const may = session.may("channels.manage");
  const all = items.every(({ id }) => ledger.chosen.value.has(id));
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${t("settings.ledger")}><table class="table ledger">
    <thead><tr>
      ${may && html`<th scope="col" class="ledger__check"><input type="checkbox" aria-label=${t("ledger.all")} checked=${all} onChange=${() => ledger.chooseAll(!all)} /></th>`}
      ${COLUMNS.map((name) => html`<th scope="col" key=${name}>${t(`ledger.${name}`)}</th>`)}
    </tr></thead>
    <tbody>${items.map((call) => html`<${LedgerRow} app=${app} call=${call} may=${may} key=${call.id} />`)}</tbody>
  </table></div>
  <${Further} ledger=${ledger} />`;
}

/** Reads on by itself once its end comes into sight. */
function Further({ ledger }) {
  const end = useRef(null);
  const more = ledger.cursor.value;
  useEffect(() => {
    if (!end.current) return undefined;
    const sight = new IntersectionObserver(([entry]) => entry.isIntersecting && !ledger.error.value && ledger.loadMore(), { rootMargin: "300px" });
    sight.observe(end.current);
    return () => sight.disconnect();
  }, [more]);
  if (!more) return null;
  return html`<div class="ledger__end" ref=${end}>
    ${ledger.error.value && html`<p class="field__error" role="alert">${why(ledger.error.value)}</p>`}
    <${Button} busy=${ledger.reading.value} onClick=${ledger.loadMore}>${t(ledger.reading.value ? "loading" : "more")}</${Button}>
  </div>`;
}
