/** Connecting a channel: one column, only the fields its kind needs. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { useForm } from "./use-form.js";

/** What each kind asks for, and which of it is a secret. */
const KINDS = {
  whatsapp_cloud: { facts: ["phone_number_id", "waba_id", "phone_number", "app_id"], secrets: ["app_secret", "verify_token", "access_token"] },
  whatsapp_twilio: { facts: ["account_sid", "sender"], secrets: ["auth_token"] },
  webchat: { facts: ["allowed_origins"], secrets: [] },
};
const OPTIONAL = new Set(["allowed_origins", "phone_number", "api_base_url"]);

export function ConnectForm({ app, onDone, onCancel }) {
  const [kind, setKind] = useState("whatsapp_cloud");
  const { facts, secrets } = KINDS[kind];
  const form = useForm(async (given) => {
    const pick = (names) => Object.fromEntries(names.map((name) => [name, given[name].trim()]));
    const body = { kind, name: given.name.trim(), visibility: given.visibility, provider_facts: pick(facts), secrets: pick(secrets) };
    if (given.api_base_url) body.api_base_url = given.api_base_url.trim();
    onDone(await app.api.post("/channels", body));
  });
  const known = ["name", "api_base_url", ...facts, ...secrets];
  const unplaced = form.refusal && !known.some((name) => form.errorOf(name)) ? form.errorOf(form.refusal.field?.split(".").at(-1) ?? null) : null;

  return html`<form class="form card" onSubmit=${form.onSubmit} autocomplete="off">
    <h3 class="form__title">${t("channels.connect")}</h3>
    <${Field} label=${t("channels.kind")} options=${Object.keys(KINDS).map((name) => [name, t(`kind.${name}`)])} value=${kind} onChange=${(event) => setKind(event.currentTarget.value)} />
    <${Field} label=${t("channels.name")} name="name" required maxlength="80" help=${t("channels.name.help")} error=${form.errorOf("name")} />
    <${Field} label=${t("channels.visibility")} name="visibility" options=${["shared", "private"].map((name) => [name, t(`visibility.${name}`)])} help=${t("channels.visibility.help")} />
    ${facts.map((name) => html`<${Fact} name=${name} error=${form.errorOf(name)} key=${name} />`)}
    ${secrets.map((name) => html`<${Fact} name=${name} error=${form.errorOf(name)} secret key=${name} />`)}
    <details class="form__more">
      <summary>${t("channels.more")}</summary>
      <${Fact} name="api_base_url" error=${form.errorOf("api_base_url")} />
    </details>
    ${unplaced && html`<p class="notice notice--bad" role="alert">${unplaced}</p>`}
    <div class="form__foot">
      <${Button} type="submit" kind="go" busy=${form.busy}>${t("channels.save")}</${Button}>
      <${Button} onClick=${onCancel}>${t("cancel")}</${Button}>
    </div>
  </form>`;
}

function Fact({ name, error, secret = false }) {
  return html`<${Field} label=${t(`fact.${name}`)} name=${name} help=${t(`fact.${name}.help`)} error=${error}
    required=${!OPTIONAL.has(name)} type=${secret ? "password" : "text"} autocomplete=${secret ? "new-password" : "off"} spellcheck=${false} />`;
}
