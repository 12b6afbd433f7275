/** What a template wants before it is sent: its values, and the file of its header. */
import { useState } from "preact/hooks";
import { Field } from "../components/field.js";
import { has, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ACCEPTED, FILES } from "../state/template-draft.js";

export function StartFields({ app, channelId, template, values, tried, onWrite, file, onFile }) {
  const kind = template.header?.kind;
  return html`<div class="form__pair">
    ${FILES.includes(kind) && html`<${HeaderFile} app=${app} channelId=${channelId} kind=${kind} file=${file} tried=${tried} onFile=${onFile} key=${template.id} />`}
    ${template.variables.map(({ name, property, example }) => html`<${Field} key=${name} label=${has(`property.of.${property}`) && property !== "ask" ? t("start.value", { name, property: t(`property.of.${property}`) }) : name} value=${values[name]}
      help=${example ? t("start.value.help", { example }) : null} error=${tried && !values[name].trim() ? t("start.value.missing") : null} onInput=${(event) => onWrite(name, event.currentTarget.value)} />`)}
  </div>`;
}

function HeaderFile({ app, channelId, kind, file, tried, onFile }) {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(null);
  async function take(event) {
    const [chosen] = event.currentTarget.files;
    if (!chosen) return;
    setBusy(true);
    setRefused(null);
    onFile(null);
    await app.templateList.giveSample(channelId, chosen).then((id) => onFile({ id, url: `/api/v1/media/${id}` }), setRefused);
    setBusy(false);
  }
  const error = refused ? why(refused) : tried && !file && !busy ? t("start.file.missing") : null;
  return html`<${Field} label=${t("start.file", { kind: t(`template.header.${kind}`) })} type="file" accept=${ACCEPTED[kind]} disabled=${busy} help=${t(busy ? "template.sample.busy" : "start.file.help")} error=${error} onChange=${take} />`;
}
