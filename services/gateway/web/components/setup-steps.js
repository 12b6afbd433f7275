/** What is left to do at the provider once a channel is connected, step by step. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { CopyBox } from "./copy-box.js";

/**
 * @param {object} props
 * @param {string} props.kind
 * @param {string} props.address the webhook, or the tag for a web site
 * @param {string} [props.token] the verify token, while it is known
 * @param {string} [props.fields] what Meta must be told to send
 */
export function SetupSteps({ kind, address, token = "", fields = "" }) {
  if (kind === "webchat") return html`<${CopyBox} label=${t("channels.snippet")} text=${address} />`;
  if (!fields) return html`<ol class="steps">
    <li class="steps__one"><p>${t("setup.twilio")}</p><${CopyBox} label=${t("channels.webhook")} text=${address} /></li>
    <li class="steps__one"><p>${t("setup.try")}</p></li>
  </ol>`;
  return html`<ol class="steps">
    <li class="steps__one"><p>${t(`setup.${kind}`)}</p><${CopyBox} label=${t("channels.webhook")} text=${address} /></li>
    <li class="steps__one"><p>${t(token ? "setup.token" : "setup.token.known")}</p>${token && html`<${CopyBox} label=${t("fact.verify_token")} text=${token} />`}</li>
    <li class="steps__one"><p>${t("setup.fields")}</p><${CopyBox} label=${t("setup.fields.label")} text=${fields} /></li>
    <li class="steps__one"><p>${t("setup.try")}</p></li>
  </ol>`;
}
