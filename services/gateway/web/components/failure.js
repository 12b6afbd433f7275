/** Why a message did not get there, and what can be done about it. */
import { has, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Button } from "./button.js";

/** Sending the same again would be refused the same way. */
const FINAL = ["KIND_REFUSED", "TYPE_REFUSED", "FILE_TOO_LARGE", "FILE_EMPTY", "TEXT_TOO_LONG", "TEXT_EMPTY", "REPLY_REFUSED", "POLICY_REFUSED", "RECIPIENT_OPTED_OUT", "TEMPLATE_REFUSED", "VARIABLE_MISSING"];

/**
 * @param {object} props
 * @param {object | null} props.refusal why it could not be sent again
 * @param {boolean} props.left the user leaves it as it is
 * @param {string} props.channel the channel's name
 * @param {() => void} props.onRetry @param {() => void} props.onEdit @param {() => void} props.onLeave
 */
export function Failure({ message, refusal, left, channel, onRetry, onEdit, onLeave }) {
  const { status, local, error } = message;
  const reason = refusal?.reason ?? error?.reason;
  if (status === "unknown" && left) return null;
  const editable = message.kind === "text" || (local && message.file);
  return html`<div class="bubble__failure" role=${local || refusal ? "alert" : "note"}>
    <span class="bubble__why">${words(message, refusal, channel)}</span>
    <span class="bubble__acts">
      ${!FINAL.includes(reason) && html`<${Button} small kind="quiet" onClick=${onRetry}>${t(local ? "message.retry" : status === "unknown" ? "message.again" : "message.resend")}</${Button}>`}
      ${editable && status !== "unknown" && html`<${Button} small kind="quiet" onClick=${onEdit}>${t("message.discard")}</${Button}>`}
      ${local && !editable && html`<${Button} small kind="quiet" onClick=${onEdit}>${t("message.drop")}</${Button}>`}
      ${status === "unknown" && html`<${Button} small kind="quiet" onClick=${onLeave}>${t("message.leave")}</${Button}>`}
    </span>
  </div>`;
}

function words({ status, error }, refusal, channel) {
  if (refusal) return why(refusal);
  if (status === "unknown") return t("reason.DELIVERY_UNKNOWN");
  const { reason, detail, facts } = error ?? {};
  const key = `reason.${reason}`;
  if (reason && reason !== "UNKNOWN" && has(key)) return t(key, { channel, ...facts });
  return detail || facts?.detail || t("reason.UNKNOWN");
}
