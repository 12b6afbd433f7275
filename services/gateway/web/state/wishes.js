/** What an agent wishes to send, as an entry of the thread and as a request. */

/**
 * @typedef {object} Wish
 * @property {"text" | "media" | "location" | "template"} kind
 * @property {string} [text]
 * @property {{ blob: Blob, name: string, address: string, kind: string, media_type: string, voice?: boolean, strip?: boolean }} [file]
 * @property {object} [location]
 * @property {{ template: object, variables: Record<string, string>, text: string, header: string, buttons: string[] }} [filled]
 * @property {object} [quoted] the message that is answered
 */

/** The entry that stands in the thread until the server has the message. */
export function entryOf(wish) {
  const { kind, text = "", file = null, quoted = null } = wish;
  return {
    kind: kind === "media" ? file.kind : kind, text: wish.filled?.text ?? text, wish, file, status: file ? "uploading" : "sending", error: null, progress: 0,
    path: kind === "template" ? "resume" : "messages", content: contentOf(wish), quote: quoted && quoteOf(quoted),
  };
}

function contentOf({ kind, file, location, filled }) {
  const content = { attachments: file ? [attachmentOf(file)] : [], location: location ?? null, cards: [], choice: null, order: null, share: null, template: null, notice: null, referral: null };
  if (filled) {
    const { template, variables, header, buttons } = filled;
    content.template = { template_id: template.id, name: template.name, language: template.language, variables, header, footer: template.footer, buttons };
  }
  return kind === "text" ? null : content;
}

function attachmentOf({ blob, name, address, kind, media_type, voice = false, width = 0, height = 0, seconds = 0 }) {
  return {
    id: address, kind, state: "ready", media_type, file_name: voice ? "" : name, size_bytes: blob.size, reason: "", width, height,
    duration_seconds: seconds, voice, animated: media_type === "image/gif", url: address, preview_url: null, playable_url: null,
  };
}

function quoteOf({ id, direction, kind, text }) {
  return { message_id: id, direction, kind, text: text.slice(0, 200) };
}

/** The request that sends an entry. */
export function bodyOf({ wish, text, request_id, seen_sequence, attachment_id }) {
  const { kind, location, filled, quoted } = wish;
  if (kind === "template") {
    return { template_id: filled.template.id, variables: filled.variables, request_id, ...(attachment_id && { header_attachment_id: attachment_id }) };
  }
  return {
    kind, request_id, seen_sequence, ...(text && { text }), ...(kind === "media" && { attachment_id }),
    ...(location && { location: placeOf(location) }), ...(quoted && { reply_to_message_id: quoted.id }),
  };
}

function placeOf({ latitude, longitude, name, address }) {
  return { latitude, longitude, name, address };
}

/** How a file is to be taken, beside its bytes. */
export function queryOf({ name, voice = false, strip = false, kind }, channelId) {
  return { channel_id: channelId, file_name: name, voice: voice ? "1" : "0", strip_location: strip && kind === "image" ? "1" : "0" };
}
