/** A chosen template: what is filled in, the file of its header, and what the person will see. */
import { useMemo, useRef, useState } from "preact/hooks";
import { Button, IconButton } from "../components/button.js";
import { Field } from "../components/field.js";
import { Icon } from "../components/icon.js";
import { TemplateCard } from "../components/template-card.js";
import { language, t } from "../i18n/i18n.js";
import { makeAddress } from "../lib/addresses.js";
import { fileSize, inspect, typeName } from "../lib/files.js";
import { html } from "../lib/html.js";
import { fullTime } from "../lib/time.js";
import { capabilitiesOf, refusalOf } from "../state/rules.js";
import { filled } from "../state/templates.js";

export function TemplateForm({ app, conversation, item, onBack, onSend }) {
  const { template, values, missing } = item;
  const [given, setGiven] = useState(values);
  const [file, setFile] = useState(null);
  const [asked, setAsked] = useState(false);
  const needsFile = template.header && template.header.kind !== "text" ? template.header.kind : null;
  const shown = useMemo(() => filled(template, given), [template, given]);
  const blank = template.variables.filter(({ name }) => !given[name]?.trim());
  const refusal = file && headerRefusal(file, needsFile, capabilitiesOf(app.roster.channelOf(conversation)), conversation.channel.kind);
  const sentBefore = lastTemplate(app, conversation);

  function onSubmit(event) {
    event.preventDefault();
    setAsked(true);
    if (blank.length) return event.currentTarget.querySelector(`[name="${CSS.escape(blank[0].name)}"]`)?.focus();
    if (needsFile && (!file || refusal)) return undefined;
    return onSend({ filled: shown, ...(file && { file: { ...file, blob: file.file, strip: true } }) });
  }

  return html`<form class="template-form" onSubmit=${onSubmit} novalidate>
    <span class="template-form__back"><${IconButton} icon="arrow-left" label=${t("templates.back")} onClick=${onBack} /><strong>${template.name}</strong></span>
    <div class="template-form__seen" role="group" aria-label=${t("templates.preview", { name: conversation.contact.name })}>
      <${TemplateCard} media=${needsFile && html`<${HeaderFile} kind=${needsFile} file=${file} />`} header=${shown.header} body=${shown.text} footer=${template.footer} buttons=${template.buttons} />
    </div>
    ${needsFile && html`<${FileField} kind=${needsFile} file=${file} error=${asked && !file ? t("templates.file.missing") : refusal} onFile=${setFile} />`}
    ${template.variables.map(({ name, example }) => html`<${Field} key=${name} label=${name} name=${name} value=${given[name] ?? ""}
      help=${missing.includes(name) ? t("templates.unknown", { example }) : t("templates.known")}
      error=${asked && !given[name]?.trim() ? t("templates.fill") : null}
      onInput=${(event) => setGiven({ ...given, [name]: event.currentTarget.value })} />`)}
    ${sentBefore && html`<p class="notice notice--warn">${t("templates.twice", { when: fullTime(sentBefore.create_time, language.value), name: conversation.contact.name })}</p>`}
    <${Button} kind="primary" icon="send-horizontal" type="submit">${t("templates.send")}</${Button}>
  </form>`;
}

function HeaderFile({ kind, file }) {
  if (file && kind === "image") return html`<img class="template__media" src=${file.address} alt="" />`;
  return html`<span class="template__media template__media--none"><${Icon} name=${{ image: "image", video: "video" }[kind] ?? "file-text"} size=${24} />${file?.name ?? t(`check.kind.${kind}`)}</span>`;
}

function FileField({ kind, file, error, onFile }) {
  const input = useRef(null);
  async function onChange(event) {
    const [chosen] = event.currentTarget.files;
    if (chosen) onFile({ file: chosen, name: chosen.name, size: chosen.size, address: makeAddress(chosen), ...(await inspect(chosen)) });
  }
  return html`<div class="field">
    <span class="field__label">${t("templates.file", { kind: t(`check.kind.${kind}`) })}</span>
    <span class="template-form__file"><${Button} small icon="paperclip" onClick=${() => input.current.click()}>${t(file ? "templates.file.other" : "templates.file.choose")}</${Button}>${file?.name}</span>
    <input type="file" hidden ref=${input} data-header accept=${{ image: "image/*", video: "video/*" }[kind] ?? null} onChange=${onChange} />
    ${error && html`<p class="field__error" role="alert">${error}</p>`}
  </div>`;
}

/** The header was approved with one kind of file (TPL-9). */
function headerRefusal(file, kind, rules, kindOfChannel) {
  if (file.kind !== kind) return t("templates.file.other_kind", { kind: t(`check.kind.${kind}`) });
  const refused = refusalOf(file, rules);
  if (!refused) return null;
  if (refused.reason === "FILE_TOO_LARGE") return t("check.FILE_TOO_LARGE", { limit: fileSize(refused.limit, language.value), size: fileSize(file.size, language.value), channel: t(`app.${kindOfChannel}`) });
  return t("templates.file.refused", { type: typeName(file.media_type, file.name) });
}

/** A template that was sent already and not answered: a second one may be, and is warned of. */
function lastTemplate(app, { id }) {
  const last = app.threads.get(id).messages.findLast(({ direction }) => direction !== "internal");
  return last?.direction === "outbound" && last.kind === "template" && last.status !== "failed" ? last : null;
}
