/** Writing to somebody first, with a template (ACT-1 to ACT-3, ACT-7). */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { TemplatePicker } from "../components/template-picker.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { countryOf, isPhone, tidyPhone } from "../lib/phone.js";
import { valuesFor } from "../state/starting.js";
import { FILES } from "../state/template-draft.js";
import { focusFirstWrong } from "./first-wrong.js";
import { StartFields } from "./start-fields-view.js";
import { TemplateDrawing } from "./template-drawing.js";

export function StartDialog({ app, onClose }) {
  const channels = app.starting.channels();
  return html`<${Dialog} title=${t("start")} wide onClose=${onClose}>
    ${channels.length ? html`<${StartForm} app=${app} channels=${channels} onClose=${onClose} />`
      : html`<${Empty} icon="message-square-plus" title=${t("start.nowhere")} text=${t("start.nowhere.text")} />`}
  </${Dialog}>`;
}

function StartForm({ app, channels, onClose }) {
  const [channelId, setChannelId] = useState(channels[0].id);
  const [who, setWho] = useState({ phone: "", name: "" });
  const [template, setTemplate] = useState(null);
  const [written, setWritten] = useState({});
  const [file, setFile] = useState(null);
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const phone = tidyPhone(who.phone);
  const values = template ? { ...valuesFor(template, { ...who, phone, agent: app.session.user.value.name }), ...written } : {};
  const missing = Object.entries(values).filter(([, value]) => !value.trim()).map(([name]) => name);
  const wantsFile = FILES.includes(template?.header?.kind);
  const ready = isPhone(phone) && template && !missing.length && (!wantsFile || file);
  const choose = (next) => {
    setTemplate(next);
    setWritten({});
    setFile(null);
    setRefusal(null);
  };

  async function onSubmit(event) {
    event.preventDefault();
    setTried(true);
    if (!ready) return focusFirstWrong(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    try {
      const conversation = await app.starting.start({ channel_id: channelId, phone, name: who.name.trim(), template_id: template.id, variables: values, ...(wantsFile && { header_attachment_id: file.id }) });
      onClose();
      app.open(conversation.id);
    } catch (error) {
      setRefusal(error);
      setBusy(false);
    }
  }

  const wrongPhone = refusal?.reason === "PHONE_INVALID" || (tried && !isPhone(phone));
  return html`<form class="form" onSubmit=${onSubmit} noValidate autocomplete="off">
    <p class="dialog__text">${t("start.text")}</p>
    <div class="form__pair">
      ${channels.length > 1 && html`<${Field} label=${t("filter.channel")} value=${channelId} options=${channels.map(({ id, name }) => [id, name])} onChange=${(event) => {
        setChannelId(event.currentTarget.value);
        choose(null);
      }} />`}
      <${Field} label=${t("start.phone")} type="tel" value=${who.phone} inputmode="tel" placeholder="+55 11 98765-4321" help=${phoneHelp(who.phone)} error=${wrongPhone ? t("reason.PHONE_INVALID") : null} onInput=${(event) => {
        setWho({ ...who, phone: event.currentTarget.value });
        setRefusal(null);
      }} />
      <${Field} label=${t("start.name")} value=${who.name} maxlength="200" help=${t("start.name.help")} onInput=${(event) => setWho({ ...who, name: event.currentTarget.value })} />
    </div>
    <div class="detail">
      <${Choice} app=${app} channelId=${channelId} chosen=${template} onChoose=${choose} error=${tried && !template ? t("campaign.wrong.template") : null} key=${channelId} />
      ${template && html`<${TemplateDrawing} template=${template} values=${values} picture=${file?.url ?? null} />`}
    </div>
    ${template && html`<${StartFields} app=${app} channelId=${channelId} template=${template} values=${values} tried=${tried} onWrite=${(name, value) => setWritten({ ...written, [name]: value })} file=${file} onFile=${setFile} />`}
    ${refusal && refusal.reason !== "PHONE_INVALID" && html`<${Refused} app=${app} refusal=${refusal} onClose=${onClose} />`}
    <footer class="dialog__foot"><${Button} onClick=${onClose}>${t("cancel")}</${Button}><${Button} type="submit" kind="primary" icon="send-horizontal" busy=${busy} disabled=${busy}>${t("start.send")}</${Button}></footer>
  </form>`;
}

/** The templates of the channel that may be sent now. */
function Choice({ app, channelId, chosen, onChoose, error }) {
  const [found, setFound] = useState(null);
  const [failed, setFailed] = useState(null);
  const load = () => {
    setFailed(null);
    app.starting.templatesOf(channelId).then(setFound, setFailed);
  };
  useEffect(load, [channelId]);
  if (failed) return html`<${Failed} text=${why(failed)} retry=${t("retry")} onRetry=${load} />`;
  if (!found) return html`<${Skeleton} rows=${3} label=${t("loading")} />`;
  return html`<div class="detail__pick"><${TemplatePicker} templates=${found} chosen=${chosen?.id ?? null} onChoose=${onChoose} />${error && html`<p class="field__error" role="alert">${error}</p>`}</div>`;
}

/** The reason, and the way to the conversation that is in progress already (ACT-1). */
function Refused({ app, refusal, onClose }) {
  const id = refusal.reason === "IN_PROGRESS" && refusal.facts.conversation_id;
  return html`<div class="notice notice--bad" role="alert"><span>${why(refusal)}</span>
    ${id && html`<${Button} small onClick=${() => {
      onClose();
      app.open(id);
    }}>${t("start.open")}</${Button}>`}</div>`;
}

function phoneHelp(text) {
  const country = countryOf(text, language.value);
  return country ? t("start.phone.country", { country }) : t("start.phone.help");
}
