/** Writing a template, with its preview beside it; checked before it goes (TPL-3, TPL-5, TPL-9). */
import { useRef, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { newId } from "../lib/ids.js";
import { createSameWish } from "../state/same-wish.js";
import { CATEGORIES, examplesOf, problemsOf, tidied, variablesOf, warningOf } from "../state/template-draft.js";
import { RefusalNotice } from "./channel-fields-view.js";
import { focusFirstWrong } from "./first-wrong.js";
import { BodyField } from "./template-body-view.js";
import { ButtonsEditor } from "./template-buttons-view.js";
import { TemplateDrawing, languageName, sampleOf } from "./template-drawing.js";
import { HeaderEditor } from "./template-header-view.js";
import { VariablesEditor } from "./template-variables-view.js";

const LANGUAGES = ["pt_BR", "pt_PT", "en", "en_US", "en_GB", "es", "es_AR", "es_ES", "es_MX"];

export function TemplateEditor({ app, template, draft: first, onDone, onCancel }) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(null);
  const [picture, setPicture] = useState(sampleOf(first));
  const [idOf] = useState(() => createSameWish(newId));
  const saved = useRef(template?.id ?? null); // a draft that was kept although handing it in failed
  const form = useRef(null);
  const change = (patch) => setDraft((before) => {
    const next = { ...before, ...patch };
    return { ...next, variables: variablesOf(next, [...before.variables, ...next.variables]) };
  });
  const problems = problemsOf(draft);
  const errorOf = (field) => (tried && problems.has(field) ? t(problems.get(field).key, problems.get(field).facts) : theirs(refusal, field, draft));

  async function save(submitting) {
    setTried(true);
    setRefusal(null);
    if (problems.size) return focusFirstWrong(form.current);
    setBusy(submitting ? "submit" : "save");
    try {
      const body = tidied(draft);
      const { id } = await app.templateList.save(body, saved.current, idOf(body));
      saved.current = id;
      if (submitting) await app.templateList.submit(id);
      app.toasts.add({ key: submitting ? "toast.submitted" : "toast.drafted", facts: { name: draft.name } });
      onDone(id);
    } catch (error) {
      setRefusal(error);
      setBusy(null);
    }
  }

  const code = draft.category === "authentication";
  const shared = { draft, change, errorOf };
  return html`<div class="editor">
    <form class="form" ref=${form} onSubmit=${(event) => {
      event.preventDefault();
      save(true);
    }} autocomplete="off" noValidate>
      <h3 class="form__title">${t(template ? "template.edit" : "template.list.new")}</h3>
      <${Basics} app=${app} ...${shared} fixed=${Boolean(template?.provider_id)} />
      ${code ? html`<p class="notice">${t("template.code.text")}</p>` : html`
        <${HeaderEditor} app=${app} ...${shared} onPicture=${setPicture} />
        <${BodyField} ...${shared} warning=${warningOf(draft)} />
        <${VariablesEditor} ...${shared} />
        <${Field} label=${t("template.footer")} value=${draft.footer} help=${t("template.footer.help")} error=${errorOf("footer")} onInput=${(event) => change({ footer: event.currentTarget.value })} />`}
      <${ButtonsEditor} ...${shared} code=${code} />
      ${tried && problems.size > 0 && html`<p class="notice notice--bad" role="alert">${t("template.wrong", { count: problems.size })}</p>`}
      <${RefusalNotice} refusal=${refusal && !theirs(refusal, refusal.field, draft) ? refusal : null} />
      <div class="form__foot">
        <${Button} type="submit" kind="go" busy=${busy === "submit"} disabled=${busy !== null}>${t("template.submit")}</${Button}>
        <${Button} busy=${busy === "save"} disabled=${busy !== null} onClick=${() => save(false)}>${t("template.save")}</${Button}>
        <${Button} onClick=${onCancel}>${t("cancel")}</${Button}>
      </div>
    </form>
    <aside class="editor__side"><h4 class="editor__head">${t("template.preview")}</h4><${TemplateDrawing} template=${draft} values=${examplesOf(draft)} picture=${picture} /></aside>
  </div>`;
}

function Basics({ app, draft, change, errorOf, fixed }) {
  const channels = app.roster.channels.value.filter(({ capabilities }) => capabilities?.templates);
  const codes = [...new Set([...LANGUAGES, draft.language])];
  const set = (name) => (event) => change({ [name]: event.currentTarget.value });
  return html`
    <div class="form__pair">
      <${Field} label=${t("template.name")} value=${draft.name} disabled=${fixed} spellcheck=${false} help=${t("template.name.help")} error=${errorOf("name")} onInput=${(event) => change({ name: event.currentTarget.value.toLowerCase().replace(/[\s-]+/g, "_") })} />
      <${Field} label=${t("filter.channel")} value=${draft.channel_id} disabled=${fixed} options=${channels.map(({ id, name }) => [id, name])} onChange=${set("channel_id")} />
    </div>
    <div class="form__pair">
      <${Field} label=${t("template.language")} value=${draft.language} disabled=${fixed} options=${codes.map((code) => [code, languageName(code, language.value)])} error=${errorOf("language")} onChange=${set("language")} />
      <${Field} label=${t("template.category")} value=${draft.category} help=${t(`template.category.${draft.category}.help`)} options=${CATEGORIES.map((name) => [name, t(`template.category.${name}`)])} onChange=${set("category")} />
    </div>`;
}

/** What the server says of a field; it names variables by number. */
function theirs(refusal, field, draft) {
  if (!refusal?.field || !field) return null;
  const named = refusal.field.replace(/^variables\.(\d+)/, (_, index) => `variables.${variablesOf(draft)[index]?.name}`);
  if (refusal.field !== field && named !== field) return null;
  return refusal.reason === "TEMPLATE_NAME_TAKEN" ? t("reason.TEMPLATE_NAME_TAKEN") : (refusal.facts.detail ?? null);
}
