/** One campaign: where it stands, what can be done, and everybody on its list. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { CampaignBar } from "../components/campaign-bar.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Icon } from "../components/icon.js";
import { has, language, t, why } from "../i18n/i18n.js";
import { ago } from "../lib/ago.js";
import { html } from "../lib/html.js";
import { fullTime, number } from "../lib/time.js";
import { partsOf } from "../state/campaigns.js";
import { examplesOf } from "../state/template-draft.js";
import { CampaignActs } from "./campaign-acts-view.js";
import { RecipientsView } from "./recipients-view.js";
import { TemplateDrawing, sampleOf } from "./template-drawing.js";

const TILES = ["total", "planned", "skipped", "sent", "delivered", "read", "failed", "replied"];

export function CampaignDetail({ app, id }) {
  const [error, setError] = useState(null);
  const campaign = app.campaigns.get(id);
  const find = () => {
    setError(null);
    app.campaigns.find(id).then(({ state, counts }) => app.campaigns.show(id, state === "ready" && counts.skipped ? "skipped" : ""), setError);
  };
  useEffect(() => {
    find();
    return app.campaigns.leave;
  }, []);
  const back = () => app.go({ screen: "campaigns", campaign: null });
  if (error) return html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${find} /><${Button} icon="arrow-left" onClick=${back}>${t("campaigns.back")}</${Button}>`;
  if (!campaign) return html`<${Skeleton} label=${t("loading")} />`;
  return html`
    <div class="detail__head">
      <${Button} small icon="arrow-left" onClick=${back}>${t("campaigns.back")}</${Button}>
      <h1 class="detail__title">${campaign.name}</h1>
      <span class=${`state state--${campaign.state}`}>${t(`campaign.state.${campaign.state}`)}</span>
    </div>
    <p class="detail__about" role="status">${standing(campaign, app.now.value)}</p>
    <${CampaignActs} app=${app} campaign=${campaign} />
    <${CampaignBar} name=${campaign.name} total=${campaign.counts.total} parts=${partsOf(campaign)} />
    <dl class="tiles">${TILES.map((name) => html`<div class=${`tiles__one tiles__one--${name}`} key=${name}><dt>${t(`recipient.count.${name}`)}</dt><dd>${number(campaign.counts[name], language.value)}</dd></div>`)}</dl>
    <${About} app=${app} campaign=${campaign} />
    <${RecipientsView} app=${app} campaign=${campaign} />`;
}

/** One sentence: what happens now, and why not if it does not. */
function standing({ state, reason, counts, next_time, end_time, batch_size }, now) {
  const facts = { count: counts.planned, shown: number(counts.planned, language.value), skipped: number(counts.skipped, language.value), size: number(batch_size, language.value) };
  if (state === "running" && next_time && counts.planned) return t("campaign.next", { ...facts, when: ago(next_time, now, language.value) });
  if (state === "paused" && has(`campaign.paused.${reason}`)) return t(`campaign.paused.${reason}`, facts);
  if (end_time) return t(`campaign.is.${state}.at`, { ...facts, when: fullTime(end_time, language.value) });
  return t(`campaign.is.${state}`, facts);
}

function About({ app, campaign }) {
  const template = app.templateList.items.value.find(({ id }) => id === campaign.template_id);
  const minutes = campaign.batch_seconds / 60;
  const facts = [
    ["filter.channel", app.roster.channels.value.find(({ id }) => id === campaign.channel_id)?.name],
    ["campaign.template", template?.name],
    ["campaign.pace", t("campaign.pace.words", { size: number(campaign.batch_size, language.value), minutes: number(minutes, language.value), limit: number(campaign.daily_limit, language.value) })],
    ["campaign.creator", app.roster.nameOf(campaign.creator_id)],
    ["campaign.made", fullTime(campaign.create_time, language.value)],
    ["campaign.purpose", campaign.purpose],
  ].filter(([, value]) => value);
  return html`<details class="fold fold--card" open=${campaign.state === "ready"}>
    <summary>${t("campaign.about")}</summary>
    <div class="detail">
      <dl class="facts">${facts.map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
      ${template ? html`<${TemplateDrawing} template=${template} values=${examplesOf(template)} picture=${sampleOf(template)} />` : html`<${Empty} icon="layout-template" title=${t("campaign.template.gone")} />`}
    </div>
    <p class="detail__links"><a class="link" href=${`/api/v1/campaigns/${campaign.id}/report.csv`} download=${`${campaign.name}.csv`}><${Icon} name="download" size=${14} /> ${t("campaign.report")}</a></p>
  </details>`;
}
