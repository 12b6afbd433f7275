/** Connecting a channel: its kind, what the provider knows it by, then what is left to do there. */
import { useState } from "preact/hooks";
import { ChannelBadge } from "../components/avatar.js";
import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Field } from "../components/field.js";
import { Icon } from "../components/icon.js";
import { SetupSteps } from "../components/setup-steps.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { newId } from "../lib/ids.js";
import { createSameWish } from "../state/same-wish.js";
import { FactField, RefusalNotice } from "./channel-fields-view.js";
import { KINDS, SUBSCRIPTIONS, addressOf, fieldOf, isOptional, snippet } from "./channel-kinds.js";
import { useForm } from "./use-form.js";

export function ConnectDialog({ app, onClose }) {
  const [kind, setKind] = useState("whatsapp_cloud");
  const [made, setMade] = useState(null);
  if (made) return html`<${Made} app=${app} ...${made} onClose=${onClose} />`;
  return html`<${Dialog} title=${t("channels.connect")} wide onClose=${onClose}>
    <fieldset class="kinds">
      <legend class="field__label">${t("channels.kind")}</legend>
      ${Object.keys(KINDS).map((name) => html`<label class="kinds__one" key=${name}>
        <input type="radio" name="kind" value=${name} checked=${kind === name} onChange=${() => setKind(name)} />
        <${ChannelBadge} kind=${name} /><span>${t(`kind.${name}`)}</span>
      </label>`)}
    </fieldset>
    <${ConnectForm} app=${app} kind=${kind} onDone=${setMade} onCancel=${onClose} key=${kind} />
  </${Dialog}>`;
}

function ConnectForm({ app, kind, onDone, onCancel }) {
  const { facts, secrets } = KINDS[kind];
  const [idOf] = useState(() => createSameWish(newId));
  const [made] = useState(() => newId().slice(0, 20)); // a verify token that nobody has to think of
  const form = useForm(async (given) => {
    const pick = (names) => Object.fromEntries(names.map((name) => [name, given[name].trim()]).filter(([name, value]) => value || !isOptional(kind, name)));
    const body = { kind, name: given.name.trim(), visibility: given.visibility, provider_facts: pick(facts), secrets: pick(secrets), api_base_url: given.api_base_url.trim() };
    onDone({ channel: await app.channels.connect(body, idOf(body)), token: body.secrets.verify_token });
  });
  const field = fieldOf(form.refusal, kind);
  const at = (name) => (field === name ? form.refusal : null);
  const placed = ["name", "api_base_url", ...facts, ...secrets].includes(field);

  return html`<form class="form" onSubmit=${form.onSubmit} autocomplete="off">
    <p class="dialog__text connect__about">${t(`kind.${kind}.about`)}</p>
    <div class="form__pair">
      <${Field} label=${t("channels.name")} name="name" required maxlength="80" help=${t("channels.name.help")} error=${form.errorOf("name")} />
      <${Field} label=${t("channels.visibility")} name="visibility" options=${["shared", "private"].map((name) => [name, t(`visibility.${name}`)])} help=${t("channels.visibility.help")} />
    </div>
    <div class="form__pair form__pair--two">
      ${facts.map((name) => html`<${FactField} kind=${kind} name=${name} refusal=${at(name)} optional=${isOptional(kind, name)} key=${name} />`)}
      ${secrets.map((name) => html`<${FactField} kind=${kind} name=${name} refusal=${at(name)} secret defaultValue=${name === "verify_token" ? made : ""} key=${name} />`)}
    </div>
    <details class="form__more">
      <summary>${t("channels.more")}</summary>
      <${FactField} kind=${kind} name="api_base_url" refusal=${at("api_base_url")} optional />
    </details>
    <${RefusalNotice} refusal=${placed ? null : form.refusal} />
    <footer class="dialog__foot">
      ${form.busy && kind !== "webchat" && html`<p class="outcome" role="status">${t("channels.asking")}</p>`}
      <${Button} onClick=${onCancel}>${t("cancel")}</${Button}>
      <${Button} type="submit" kind="go" busy=${form.busy} disabled=${form.busy}>${t("channels.save")}</${Button}>
    </footer>
  </form>`;
}

/** Connected: what must be pasted at the provider, or into the web site. */
function Made({ app, channel, token, onClose }) {
  const address = addressOf(channel, app.session.me.value.ingest_url);
  const text = channel.kind === "webchat" ? snippet(address, channel.provider_id) : address;
  return html`<${Dialog} title=${t("channels.made", { name: channel.name })} wide onClose=${onClose}>
    <p class="notice notice--good"><span class="made__words"><${Icon} name="check" />${t(channel.kind === "webchat" ? "channels.made.site" : "channels.made.text")}</span></p>
    <${SetupSteps} kind=${channel.kind} address=${text} token=${token} fields=${SUBSCRIPTIONS[channel.kind]} />
    <footer class="dialog__foot"><${Button} kind="primary" onClick=${onClose}>${t("channels.made.done")}</${Button}></footer>
  </${Dialog}>`;
}
