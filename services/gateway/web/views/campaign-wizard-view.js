/** Making a campaign in three steps: what, to whom, how fast; then its list is checked (ACT-4 to ACT-6). */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Stepper } from "../components/stepper.js";
import { t, why } from "../i18n/i18n.js";
import { writeCsv } from "../lib/csv.js";
import { html } from "../lib/html.js";
import { newId } from "../lib/ids.js";
import { derivedFrom } from "../state/campaign-columns.js";
import { createSameWish } from "../state/same-wish.js";
import { ListStep } from "./campaign-list-view.js";
import { PaceStep } from "./campaign-pace-view.js";
import { WhatStep } from "./campaign-what-view.js";
import { focusFirstWrong } from "./first-wrong.js";

const STEPS = ["what", "list", "pace"];
const BLANK = { name: "", channel_id: "", template: null, purpose: "", list: null, columns: {}, batch_size: 50, minutes: 10, daily_limit: 1000 };

export function CampaignWizard({ app }) {
  const [given, setGiven] = useState(() => ({ ...BLANK, channel_id: app.starting.channels()[0]?.id ?? "" }));
  const [at, setAt] = useState(0);
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [idOf] = useState(() => createSameWish(newId));
  const change = (patch) => {
    setRefusal(null);
    setGiven((before) => ({ ...before, ...patch }));
  };
  const problems = problemsOf(given)[STEPS[at]];
  const errorOf = (field) => (tried && problems[field] ? t(problems[field]) : null);
  const go = (step) => {
    setTried(false);
    setAt(step);
  };

  async function onSubmit(event) {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length) return focusFirstWrong(event.currentTarget);
    if (at < STEPS.length - 1) return go(at + 1);
    const { name, channel_id, template, purpose, list, columns, batch_size, minutes, daily_limit } = given;
    const body = { name: name.trim(), channel_id, template_id: template.id, purpose: purpose.trim(), batch_size, batch_seconds: minutes * 60, daily_limit, csv: writeCsv(list, columns, derivedFrom(template, columns)) };
    setBusy(true);
    try {
      const { campaign } = await app.campaigns.create({ ...body, request_id: idOf(body) });
      app.go({ screen: "campaigns", campaign: campaign.id });
    } catch (error) {
      setRefusal(error);
      setBusy(false);
    }
  }

  const Step = { what: WhatStep, list: ListStep, pace: PaceStep }[STEPS[at]];
  return html`
    <div class="detail__head">
      <${Button} small icon="arrow-left" onClick=${() => app.go({ screen: "campaigns", campaign: null })}>${t("campaigns.back")}</${Button}>
      <h1 class="detail__title">${t("campaigns.new")}</h1>
    </div>
    <${Stepper} steps=${STEPS.map((name) => t(`campaign.step.${name}`))} at=${at} onGo=${go} />
    <form class="form card wizard" onSubmit=${onSubmit} noValidate autocomplete="off">
      <${Step} app=${app} given=${given} change=${change} errorOf=${errorOf} />
      ${refusal && html`<div class="notice notice--bad notice--tall" role="alert"><p>${why(refusal)}</p>${refusal.facts?.detail && ["CAMPAIGN_INVALID", "VALIDATION_FAILED"].includes(refusal.reason) && html`<p class="notice__quote">${refusal.facts.detail}</p>`}</div>`}
      <div class="form__foot">
        ${at > 0 && html`<${Button} onClick=${() => go(at - 1)}>${t("step.back")}</${Button}>`}
        <${Button} type="submit" kind=${at === STEPS.length - 1 ? "go" : "primary"} busy=${busy} disabled=${busy}>${t(busy ? "campaign.checking" : at === STEPS.length - 1 ? "campaign.check" : "step.next")}</${Button}>
        ${at === STEPS.length - 1 && html`<span class="outcome">${t("campaign.check.help")}</span>`}
      </div>
    </form>`;
}

/** What is missing, by step and field. */
function problemsOf({ name, channel_id, template, list, columns, batch_size, minutes, daily_limit }) {
  const within = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
  const wrong = (...pairs) => Object.fromEntries(pairs.filter(([, bad]) => bad).map(([field, , key = `campaign.wrong.${field}`]) => [field, key]));
  return {
    what: wrong(["name", !name.trim()], ["channel_id", !channel_id], ["template", !template]),
    list: wrong(["list", !list?.people], ["phone", list && !(columns.phone >= 0)]),
    pace: wrong(["batch_size", !within(batch_size, 1000)], ["minutes", !within(minutes, 1440)], ["daily_limit", !within(daily_limit, 100_000)]),
  };
}
