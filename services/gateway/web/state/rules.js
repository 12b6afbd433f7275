/**
 * What a channel allows, by its capabilities; the server enforces the same
 * (SPEC 0.2, MSG-1, ATT-3 to ATT-7, WIN-1).
 */

const LIMITS = { whatsapp_cloud: 4096, whatsapp_twilio: 1600, messenger: 2000, instagram: 1000, webchat: 4096 };
const SOON = 4 * 60 * 60 * 1000; // ms; the countdown shows from here on
const LAST = 60 * 60 * 1000; // ms; from here on it is pressing

/** What a channel carries; one that was not read yet, or does not tell, takes text. */
export function capabilitiesOf(channel, kind = channel?.kind) {
  if (channel?.capabilities?.text_length) return channel.capabilities;
  return {
    text_length: LIMITS[kind] ?? 1000, text_in_bytes: kind === "instagram", caption_length: 0, media: [],
    replies: false, reactions: false, locations: false, templates: false, window_hours: kind === "webchat" ? 0 : 24,
  };
}

/** The length of a text as the channel counts it. */
export function measure(text, { text_in_bytes }) {
  return text_in_bytes ? new TextEncoder().encode(text).length : [...text].length;
}

/** The most that fits below a file of a kind; 0 where text is a message of its own. */
export function captionLimit(kind, { caption_length }) {
  return ["image", "video", "document"].includes(kind) ? caption_length : 0;
}

/** Whether files of a kind can be sent at all. */
export function carries({ media }, kind) {
  return media.some((rule) => rule.kind === kind);
}

/**
 * Why a file cannot go, before a byte of it is uploaded; null when it can.
 *
 * @param {{ kind: string, media_type: string, size: number }} file
 * @returns {{ reason: string, limit?: number, types?: string[] } | null}
 */
export function refusalOf({ kind, media_type, size }, { media }) {
  const rule = media.find((one) => one.kind === kind);
  if (size === 0) return { reason: "FILE_EMPTY" };
  if (!rule) return { reason: "KIND_REFUSED" };
  const types = [...rule.media_types, ...(rule.converted_media_types ?? [])];
  if (!types.includes(media_type)) return { reason: "TYPE_REFUSED", types };
  return size > rule.max_bytes ? { reason: "FILE_TOO_LARGE", limit: rule.max_bytes } : null;
}

/** `none`, `open`, `soon`, `last` or `shut`; exclusive at its end (WIN-1, WIN-11). */
export function windowState({ window_close_time }, now) {
  if (!window_close_time) return "none";
  const left = Date.parse(window_close_time) - now;
  if (left <= 0) return "shut";
  if (left < LAST) return "last";
  return left < SOON ? "soon" : "open";
}

/** Whether time is getting short. */
export const isPressing = (state) => state === "soon" || state === "last";
