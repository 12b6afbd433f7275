/** The first step: what is sent, on which channel, and why it may be. */
import { useEffect } from "preact/hooks";
import { Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { TemplatePicker } from "../components/template-picker.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { examplesOf } from "../state/template-draft.js";
import { TemplateDrawing, sampleOf } from "./template-drawing.js";

export function WhatStep({ app, given, change, errorOf }) {
  const channels = app.starting.channels();
  const { status, error, items, load } = app.templateList;
  useEffect(() => {
    if (!given.channel_id && channels.length) change({ channel_id: channels[0].id });
  }, [channels.length]);
  const fitting = items.value.filter(({ channel_id, state }) => channel_id === given.channel_id && state === "approved");
  if (!channels.length) return html`<p class="notice notice--warn">${t("start.nowhere")}</p>`;
  return html`
    <div class="form__pair">
      <${Field} label=${t("campaign.name")} value=${given.name} maxlength="80" help=${t("campaign.name.help")} error=${errorOf("name")} onInput=${(event) => change({ name: event.currentTarget.value })} />
      <${Field} label=${t("filter.channel")} value=${given.channel_id} options=${channels.map(({ id, name }) => [id, name])} error=${errorOf("channel_id")} onChange=${(event) => change({ channel_id: event.currentTarget.value, template: null })} />
    </div>
    ${status.value === "failed" && html`<${Failed} text=${why(error.value)} retry=${t("retry")} onRetry=${load} />`}
    ${["new", "loading"].includes(status.value) && html`<${Skeleton} rows=${3} label=${t("loading")} />`}
    ${status.value === "ready" && html`<div class="detail">
      <div class="detail__pick"><${TemplatePicker} templates=${fitting} chosen=${given.template?.id ?? null} onChoose=${(template) => change({ template, columns: {}, list: null })} />
        ${errorOf("template") && html`<p class="field__error" role="alert">${errorOf("template")}</p>`}</div>
      ${given.template && html`<${TemplateDrawing} template=${given.template} values=${examplesOf(given.template)} picture=${sampleOf(given.template)} />`}
    </div>`}
    <${Field} as="textarea" label=${t("campaign.purpose")} value=${given.purpose} maxlength="1000" help=${t("campaign.purpose.help")} onInput=${(event) => change({ purpose: event.currentTarget.value })} />`;
}
