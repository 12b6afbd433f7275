/** The lines between the bubbles: days, where the unread begin, what happened. */
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { clockTime, dayName, fullTime } from "../lib/time.js";

export function DayLine({ moment, now }) {
  return html`<div class="line line--day" role="separator" aria-label=${dayName(moment, now, language.value)}>
    <span>${dayName(moment, now, language.value)}</span>
  </div>`;
}

export function UnreadLine() {
  return html`<div class="line line--unread" role="separator" aria-label=${t("thread.unread")}><span>${t("thread.unread")}</span></div>`;
}

export function EntryLine({ message, nameOf }) {
  return html`<p class="line line--entry" title=${fullTime(message.create_time, language.value)}>
    ${entryText(message.timeline, nameOf)} · <time datetime=${message.create_time}>${clockTime(message.create_time, language.value)}</time>
  </p>`;
}

/** What a provider tells of the person: another number, a new device. */
export function NoticeLine({ message, name }) {
  const { what, before, after } = message.content?.notice ?? {};
  const key = `notice.${what}`;
  return html`<p class="line line--entry line--notice" title=${fullTime(message.create_time, language.value)}>
    ${t(has(key) ? key : "notice", { name, before, after, text: message.text })} · <time datetime=${message.create_time}>${clockTime(message.create_time, language.value)}</time>
  </p>`;
}

/** Chooses the sentence: who did it, to whom, and why when it matters. */
export function entryText({ what, actor_id, from_id, to_id, reason }, nameOf) {
  const facts = { actor: nameOf(actor_id), from: nameOf(from_id), to: nameOf(to_id) };
  if (what === "assigned" && actor_id && actor_id === to_id) return t("entry.claimed", facts);
  if (what === "assigned") return t(actor_id ? "entry.assigned" : "entry.assigned.system", facts);
  if (what === "unassigned" && reason === "unavailable") return t("entry.unassigned.unavailable", facts);
  if (what === "reopened" && !actor_id) return t("entry.reopened.inbound", facts);
  return t(`entry.${what}${actor_id ? "" : ".system"}`, facts);
}
