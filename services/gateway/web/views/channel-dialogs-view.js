/** What asks before a channel changes: name and access, credentials, stopping, removing. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { ConfirmDialog } from "../components/confirm-dialog.js";
import { Dialog } from "../components/dialog.js";
import { Field } from "../components/field.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { FactField, RefusalNotice } from "./channel-fields-view.js";
import { KINDS, fieldOf } from "./channel-kinds.js";
import { useForm } from "./use-form.js";

export function ChannelDialog({ app, channel, what, onClose }) {
  const { channels, toasts } = app;
  const { id, name } = channel;
  const done = (key) => toasts.add({ key, facts: { name } });
  if (what === "edit") return html`<${EditDialog} app=${app} channel=${channel} onClose=${onClose} />`;
  if (what === "credentials") return html`<${CredentialsDialog} app=${app} channel=${channel} onClose=${onClose} />`;
  if (what === "stop") return html`<${ConfirmDialog} title=${t("channels.stop.title", { name })} text=${t("channels.stop.text")} yes=${t("channels.stop")} onClose=${onClose}
    onYes=${() => channels.setStopped(id, true).then(() => done("toast.stopped"))} />`;
  return html`<${ConfirmDialog} title=${t("channels.remove.title", { name })} text=${t("channels.remove.text")} yes=${t("channels.remove")} typed=${name} onClose=${onClose}
    onYes=${() => channels.remove(id).then(() => done("toast.removed"))} />`;
}

function EditDialog({ app, channel, onClose }) {
  const [visibility, setVisibility] = useState(channel.visibility);
  const form = useForm(async ({ name }) => {
    await app.channels.change(channel.id, { name: name.trim(), visibility });
    onClose();
  });
  return html`<${Dialog} title=${t("channels.edit")} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit} autocomplete="off">
      <${Field} label=${t("channels.name")} name="name" required maxlength="80" defaultValue=${channel.name} help=${t("channels.name.help")} error=${form.errorOf("name")} />
      <${Field} label=${t("channels.visibility")} name="visibility" value=${visibility} onChange=${(event) => setVisibility(event.currentTarget.value)} options=${["shared", "private"].map((name) => [name, t(`visibility.${name}`)])} help=${t("channels.visibility.help")} />
      ${form.errorOf() && html`<p class="notice notice--bad" role="alert">${form.errorOf()}</p>`}
      <footer class="dialog__foot"><${Button} onClick=${onClose}>${t("cancel")}</${Button}><${Button} type="submit" kind="go" busy=${form.busy}>${t("save")}</${Button}></footer>
    </form>
  </${Dialog}>`;
}

/** Only what is filled in is replaced; it is tried at the provider first (CHN-5). */
function CredentialsDialog({ app, channel, onClose }) {
  const { secrets } = KINDS[channel.kind];
  const [empty, setEmpty] = useState(false);
  const form = useForm(async (given) => {
    const filled = Object.fromEntries(secrets.map((name) => [name, given[name].trim()]).filter(([, value]) => value));
    const address = given.api_base_url.trim();
    setEmpty(!Object.keys(filled).length && !address);
    if (!Object.keys(filled).length && !address) return;
    await app.channels.setCredentials(channel.id, { secrets: filled, ...(address && { api_base_url: address }) });
    app.toasts.add({ key: "toast.credentials", facts: { name: channel.name } });
    onClose();
  });
  const field = fieldOf(form.refusal, channel.kind);
  return html`<${Dialog} title=${t("channels.credentials.of", { name: channel.name })} onClose=${onClose}>
    <form class="form" onSubmit=${form.onSubmit} autocomplete="off">
      <p class="dialog__text">${t("channels.credentials.text")}</p>
      ${secrets.map((name) => html`<${FactField} kind=${channel.kind} name=${name} refusal=${field === name ? form.refusal : null} secret optional key=${name} />`)}
      <details class="form__more"><summary>${t("channels.more")}</summary><${FactField} kind=${channel.kind} name="api_base_url" optional refusal=${field === "api_base_url" ? form.refusal : null} /></details>
      ${empty && html`<p class="notice notice--warn" role="alert">${t("channels.credentials.empty")}</p>`}
      <${RefusalNotice} refusal=${[...secrets, "api_base_url"].includes(field) ? null : form.refusal} />
      <footer class="dialog__foot"><${Button} onClick=${onClose}>${t("cancel")}</${Button}><${Button} type="submit" kind="go" busy=${form.busy} disabled=${form.busy}>${t(form.busy ? "channels.checking" : "channels.credentials.save")}</${Button}></footer>
    </form>
  </${Dialog}>`;
}
