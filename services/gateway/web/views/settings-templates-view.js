/** The message templates: finding one, reading it, writing one. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { Icon } from "../components/icon.js";
import { Quality, TemplateState } from "../components/template-marks.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";
import { CATEGORIES, STATES, blank, draftOf } from "../state/template-draft.js";
import { matching, statesOf } from "../state/template-list.js";
import { TemplateDetail } from "./template-detail-view.js";
import { languageName } from "./template-drawing.js";
import { TemplateEditor } from "./template-editor-view.js";

const ALL = { channel: "", state: "", category: "", text: "" };

export function TemplatesView({ app }) {
  const { templateList } = app;
  const [open, setOpen] = useState(null); // { id, editing, draft }
  useEffect(() => void templateList.load(), []);
  if (templateList.status.value === "failed") return html`<${Failed} text=${why(templateList.error.value)} retry=${t("retry")} onRetry=${templateList.load} />`;
  if (templateList.status.value !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  const template = open?.id ? templateList.items.value.find(({ id }) => id === open.id) : null;
  const back = () => setOpen(null);
  if (open?.editing) return html`<${TemplateEditor} app=${app} template=${template} draft=${open.draft} onDone=${(id) => setOpen({ id })} onCancel=${() => setOpen(template && { id: template.id })} />`;
  if (template) return html`<${TemplateDetail} app=${app} template=${template} onEdit=${() => setOpen({ id: template.id, editing: true, draft: draftOf(template) })} onBack=${back} />`;
  return html`<${TemplateList} app=${app} onOpen=${(id) => setOpen({ id })} onNew=${(channel) => setOpen({ editing: true, draft: blank(channel, { "pt-BR": "pt_BR" }[language.value] ?? language.value) })} />`;
}

function TemplateList({ app, onOpen, onNew }) {
  const [filter, setFilter] = useState(ALL);
  const items = app.templateList.items.value;
  const shown = matching(items, filter);
  const channels = app.roster.channels.value.filter(({ capabilities }) => capabilities?.templates);
  const may = app.session.may("templates.manage");
  if (!channels.length && !items.length) return html`<${Empty} icon="layout-template" title=${t("template.list.nowhere")} text=${t("template.list.nowhere.text")} />`;

  return html`
    ${may && html`<div class="settings__act">
      <${Button} kind="primary" icon="plus" disabled=${!channels.length} onClick=${() => onNew(filter.channel || channels[0].id)}>${t("template.list.new")}</${Button}>
      <${Sync} app=${app} channels=${channels.filter(({ id }) => !filter.channel || id === filter.channel)} />
    </div>`}
    ${items.length > 0 && html`<${Filters} filter=${filter} items=${items} channels=${channels} onChange=${(patch) => setFilter({ ...filter, ...patch })} />`}
    ${!items.length && html`<${Empty} icon="layout-template" title=${t("template.list.none")} text=${t(may ? "template.list.none.text" : "template.list.none.read")} />`}
    ${items.length > 0 && !shown.length && html`<${Empty} icon="search" title=${t("template.list.unfound")}><${Button} onClick=${() => setFilter(ALL)}>${t("filters.clear")}</${Button}></${Empty}>`}
    <ul class="cards">${shown.map((template) => html`<${Row} template=${template} channel=${channels.find(({ id }) => id === template.channel_id)} onOpen=${onOpen} key=${template.id} />`)}</ul>`;
}

function Filters({ filter, items, channels, onChange }) {
  const counts = statesOf(items);
  const pick = (name) => (event) => onChange({ [name]: event.currentTarget.value });
  return html`<div class="sieve">
    <${Field} label=${t("filter.text")} type="search" value=${filter.text} onInput=${pick("text")} />
    ${channels.length > 1 && html`<${Field} label=${t("filter.channel")} value=${filter.channel} onChange=${pick("channel")} options=${[["", t("filter.all")], ...channels.map(({ id, name }) => [id, name])]} />`}
    <${Field} label=${t("template.category")} value=${filter.category} onChange=${pick("category")} options=${[["", t("filter.any")], ...CATEGORIES.map((name) => [name, t(`template.category.${name}`)])]} />
    <div class="settings__act sieve__chips" role="group" aria-label=${t("template.state")}>
      ${["", ...STATES].filter((name) => !name || counts.get(name)).map((name) => html`<button type="button" class="chip" key=${name} aria-pressed=${String(filter.state === name)} onClick=${() => onChange({ state: name })}>
        ${t(name ? `template.state.${name}` : "fate.all")} <span class="chip__count">${number(name ? counts.get(name) : items.length, language.value)}</span></button>`)}
    </div>
  </div>`;
}

function Row({ template, channel, onOpen }) {
  const { id, name, category, state, quality, reason, body } = template;
  return html`<li><button type="button" class="card card--press" onClick=${() => onOpen(id)}>
    <span class="card__row">
      <span class="card__name"><span class="template-name">${name}</span><small>${[t(`template.category.${category}`), languageName(template.language, language.value), channel?.name].filter(Boolean).join(" · ")}</small></span>
      <${Quality} quality=${quality} /><${TemplateState} state=${state} />
    </span>
    <span class="template-excerpt">${body || t("template.code.body")}</span>
    ${reason && html`<span class="template-reason"><${Icon} name="triangle-alert" size=${14} />${reason}</span>`}
  </button></li>`;
}

/** Reads the templates of some channels from their providers. */
function Sync({ app, channels }) {
  const [busy, setBusy] = useState(false);
  async function sync() {
    setBusy(true);
    for (const { id, name } of channels) {
      await app.templateList.sync(id).then((count) => app.toasts.add({ key: "toast.synced", facts: { name, count } }), (error) => app.toasts.add({ key: "toast.unsynced", facts: { name }, error }));
    }
    setBusy(false);
  }
  return html`<${Button} icon="refresh-cw" busy=${busy} disabled=${busy || !channels.length} onClick=${sync}>${t(busy ? "template.list.syncing" : "template.list.sync")}</${Button}>`;
}
