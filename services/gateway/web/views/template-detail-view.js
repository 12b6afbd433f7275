/** One template to read: how it looks, where it stands, what can be done. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { ConfirmDialog } from "../components/confirm-dialog.js";
import { Quality, TemplateState } from "../components/template-marks.js";
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fullTime } from "../lib/time.js";
import { EDITABLE, examplesOf } from "../state/template-draft.js";
import { RefusalNotice } from "./channel-fields-view.js";
import { TemplateDrawing, languageName, sampleOf } from "./template-drawing.js";

export function TemplateDetail({ app, template, onEdit, onBack }) {
  const [removing, setRemoving] = useState(false);
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(false);
  const may = app.session.may("templates.manage");
  const { id, name, state, quality, reason } = template;

  async function submit() {
    setBusy(true);
    setRefused(null);
    await app.templateList.submit(id).then(() => app.toasts.add({ key: "toast.submitted", facts: { name } }), setRefused);
    setBusy(false);
  }

  return html`
    <div class="detail__head">
      <${Button} small icon="arrow-left" onClick=${onBack}>${t("template.list.back")}</${Button}>
      <h3 class="detail__title template-name">${name}</h3>
      <${Quality} quality=${quality} /><${TemplateState} state=${state} />
    </div>
    <p class="detail__about">${t(has(`template.state.${state}.help`) ? `template.state.${state}.help` : "template.state.draft.help")}</p>
    ${reason && html`<div class="notice notice--warn notice--tall"><p>${t("template.reason")}</p><p class="notice__quote">${reason}</p></div>`}
    <${RefusalNotice} refusal=${refused} />
    <div class="detail">
      <dl class="facts">${facts(app, template).map(([key, value]) => html`<div key=${key}><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
      <${TemplateDrawing} template=${template} values=${examplesOf(template)} picture=${sampleOf(template)} />
    </div>
    ${may && html`<div class="form__foot">
      ${["draft", "rejected"].includes(state) && html`<${Button} kind="go" busy=${busy} disabled=${busy} onClick=${submit}>${t("template.submit")}</${Button}>`}
      ${EDITABLE.includes(state) && html`<${Button} icon="pencil" onClick=${onEdit}>${t("template.edit")}</${Button}>`}
      <${Button} kind="danger" onClick=${() => setRemoving(true)}>${t("template.remove")}</${Button}>
    </div>`}
    ${removing && html`<${ConfirmDialog} title=${t("template.remove.title", { name })} text=${t("template.remove.text")} yes=${t("template.remove")} onClose=${() => setRemoving(false)}
      onYes=${() => app.templateList.remove(id).then(onBack)} />`}`;
}

function facts(app, template) {
  const { channel_id, category, variables, sync_time } = template;
  return [
    ["filter.channel", app.roster.channels.value.find(({ id }) => id === channel_id)?.name],
    ["template.category", t(`template.category.${category}`)],
    ["template.language", languageName(template.language, language.value)],
    ["template.variables", variables.map(({ name, property }) => html`<span class="facts__line" key=${name}><code>${`{{${name}}}`}</code> ${has(`property.of.${property}`) ? t(`property.of.${property}`) : property}</span>`)],
    ["template.synced", sync_time && fullTime(sync_time, language.value)],
  ].filter(([, value]) => value?.length);
}
