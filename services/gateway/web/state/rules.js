/** What the channels allow; the server enforces the same (SPEC 0.2, MSG-1, WIN-1). */

const LIMITS = { whatsapp_cloud: 4096, whatsapp_twilio: 1600, messenger: 2000, instagram: 1000, webchat: 4096 };
const SOON = 4 * 60 * 60 * 1000; // ms; the countdown shows from here on

/** Most characters of one message. */
export function textLimit(kind) {
  return LIMITS[kind] ?? 1000;
}

/** `none`, `open`, `soon` or `shut`; exclusive at its end (WIN-1). */
export function windowState({ window_close_time }, now) {
  if (!window_close_time) return "none";
  const left = Date.parse(window_close_time) - now;
  if (left <= 0) return "shut";
  return left < SOON ? "soon" : "open";
}
