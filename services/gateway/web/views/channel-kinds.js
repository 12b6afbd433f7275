/** What each kind of channel asks for, and which of it is a secret. */

const META = ["app_secret", "verify_token", "access_token"];

export const KINDS = {
  whatsapp_cloud: { facts: ["phone_number_id", "waba_id", "phone_number", "app_id"], secrets: META, id: "phone_number_id" },
  whatsapp_twilio: { facts: ["account_sid", "sender"], secrets: ["auth_token"], id: "sender" },
  messenger: { facts: ["page_id", "app_id"], secrets: META, id: "page_id" },
  instagram: { facts: ["instagram_id", "app_id", "page_id"], secrets: META, id: "instagram_id" },
  webchat: { facts: ["allowed_origins"], secrets: [], id: "allowed_origins" },
};

const OPTIONAL = { instagram: ["page_id"], webchat: ["allowed_origins"] };

/** What the provider's pages must be told to send. */
export const SUBSCRIPTIONS = {
  whatsapp_cloud: "messages, message_template_status_update, message_template_quality_update, template_category_update, phone_number_quality_update, account_update, user_preferences",
  messenger: "messages, message_echoes, message_deliveries, message_reads, message_reactions, messaging_postbacks, messaging_referrals",
  instagram: "messages, message_reactions, message_edit, messaging_seen, messaging_postbacks, messaging_referral",
};

export const isOptional = (kind, name) => OPTIONAL[kind]?.includes(name) ?? false;

/** Whether Meta calls our webhook, which it verifies by a token first. */
export const isMeta = (kind) => kind in SUBSCRIPTIONS;

/** The field of the form that a refusal names. */
export function fieldOf(refusal, kind) {
  const field = refusal?.field?.split(".").at(-1) ?? null;
  return field === "provider_facts" ? KINDS[kind].id : field;
}

/** Where the provider calls us; for web chat the script of the widget. */
export function addressOf(channel, ingestUrl) {
  return channel.webhook_url || ingestUrl + channel.webhook_path;
}

/** The one tag that puts the chat on a web site; the token names the channel. */
export function snippet(address, token) {
  return `<script async src="${address}" data-token="${token}"></script>`;
}
