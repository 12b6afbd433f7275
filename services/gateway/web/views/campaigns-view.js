/** Campaigns: the list of them, live, and the way to the one that is open. */
import { useEffect } from "preact/hooks";
import { Button } from "../components/button.js";
import { CampaignBar } from "../components/campaign-bar.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { language, t, why } from "../i18n/i18n.js";
import { ago } from "../lib/ago.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";
import { partsOf } from "../state/campaigns.js";
import { CampaignDetail } from "./campaign-detail-view.js";
import { CampaignWizard } from "./campaign-wizard-view.js";

export function CampaignsView({ app }) {
  return html`<main class="settings__main desk" id="main" tabindex="-1"><div class="settings__column settings__column--wide">
    ${app.session.may("campaigns.manage") ? html`<${Chosen} app=${app} />` : html`<${Empty} icon="lock" title=${t("campaigns.forbidden")} text=${t("campaigns.forbidden.text")} />`}
  </div></main>`;
}

function Chosen({ app }) {
  const { campaign } = app.place.value;
  useEffect(() => {
    app.campaigns.load();
    if (app.templateList.status.value !== "ready") app.templateList.load();
  }, []);
  if (campaign === "new") return html`<${CampaignWizard} app=${app} />`;
  if (campaign) return html`<${CampaignDetail} app=${app} id=${campaign} key=${campaign} />`;
  return html`
    <header class="settings__head"><h1>${t("campaigns")}</h1><p>${t("campaigns.text")}</p></header>
    <${CampaignList} app=${app} />`;
}

function CampaignList({ app }) {
  const { status, error, items, cursor, load } = app.campaigns;
  const begin = () => app.go({ screen: "campaigns", campaign: "new" });
  if (status.value === "failed") return html`<${Failed} text=${why(error.value)} retry=${t("retry")} onRetry=${() => load()} />`;
  if (status.value !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  if (!items.value.length) return html`<${Empty} icon="megaphone" title=${t("campaigns.none")} text=${t("campaigns.none.text")}><${Button} kind="primary" icon="plus" onClick=${begin}>${t("campaigns.new")}</${Button}></${Empty}>`;
  return html`
    <div class="settings__act"><${Button} kind="primary" icon="plus" onClick=${begin}>${t("campaigns.new")}</${Button}></div>
    <ul class="cards">${items.value.map((campaign) => html`<${Row} app=${app} campaign=${campaign} key=${campaign.id} />`)}</ul>
    ${cursor.value && html`<${Button} onClick=${() => load({ more: true })}>${t("more")}</${Button}>`}`;
}

function Row({ app, campaign }) {
  const { id, name, counts, state, create_time } = campaign;
  const channel = app.roster.channels.value.find((one) => one.id === campaign.channel_id)?.name;
  return html`<li><a class="card card--press" href=${`#/campaigns/${id}`}>
    <span class="card__row">
      <span class="card__name">${name}<small>${[channel, ago(create_time, app.now.value, language.value)].filter(Boolean).join(" · ")}</small></span>
      <span class=${`state state--${state}`}>${t(`campaign.state.${state}`)}</span>
    </span>
    <${CampaignBar} name=${name} total=${counts.total} parts=${partsOf(campaign)} />
    <span class="campaign-sum">${sumOf(counts)}</span>
  </a></li>`;
}

/** The counts that matter, in one line. */
export function sumOf(counts) {
  const told = ["total", "planned", "skipped", "failed", "replied"].filter((name) => name === "total" || counts[name] > 0);
  return told.map((name) => t(`campaign.sum.${name}`, { count: counts[name], shown: number(counts[name], language.value) })).join(" · ");
}
