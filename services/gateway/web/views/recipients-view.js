/** Everybody on a campaign's list, by where they stand, with the reason. */
import { Button } from "../components/button.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Icon } from "../components/icon.js";
import { has, language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";
import { RECIPIENT_STATES } from "../state/campaigns.js";

export function RecipientsView({ app, campaign }) {
  const { recipients, show } = app.campaigns;
  const { state } = recipients.value;
  const counts = { ...campaign.counts, "": campaign.counts.total };
  return html`<section class="recipients">
    <h2 class="form__title">${t("recipients")}</h2>
    <div class="settings__act" role="group" aria-label=${t("recipient.state")}>
      ${["", ...RECIPIENT_STATES].filter((name) => !name || name === state || counts[name] > 0).map((name) => html`<button type="button" class="chip" key=${name} aria-pressed=${String(state === name)} onClick=${() => show(campaign.id, name)}>${t(name ? `recipient.${name}` : "fate.all")}</button>`)}
    </div>
    <${People} app=${app} campaign=${campaign} />
  </section>`;
}

function People({ app, campaign }) {
  const { recipients, show, showMore } = app.campaigns;
  const { status, items, cursor, error, state } = recipients.value;
  if (status === "failed") return html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${() => show(campaign.id, state)} />`;
  if (status !== "ready") return html`<${Skeleton} rows=${4} label=${t("loading")} />`;
  if (!items.length) return html`<${Empty} icon="users" title=${t("recipients.none")} />`;
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${t("recipients")}><table class="table">
    <thead><tr>${["line", "who", "where", "reason"].map((name) => html`<th scope="col" key=${name}>${t(`recipient.${name}`)}</th>`)}</tr></thead>
    <tbody>${items.map((one) => html`<tr key=${one.line}>
      <td class="table__number table__number--line">${number(one.line, language.value)}</td>
      <td>${one.name || one.phone || one.given_phone}${one.name && html`<small>${one.phone || one.given_phone}</small>`}</td>
      <td><span class=${`state state--${one.state}`}>${t(has(`recipient.${one.state}`) ? `recipient.${one.state}` : "recipient.planned")}</span>${one.replied && html`<small class="recipients__replied"><${Icon} name="reply" size=${12} /> ${t("recipient.replied")}</small>`}</td>
      <td>${reasonOf(one.reason)}</td>
    </tr>`)}</tbody>
  </table></div>
  ${cursor && html`<${Button} onClick=${showMore}>${t("more")}</${Button}>`}`;
}

/** Why somebody was left out or not reached. */
function reasonOf(reason) {
  if (!reason) return "";
  return [`skip.${reason}`, `reason.${reason}`].filter(has).map((key) => t(key))[0] ?? reason;
}
