/** The stale-reply guard: the person wrote meanwhile; look, then decide. */
import { Button } from "../components/button.js";
import { KindSummary } from "../components/kind-summary.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { clockTime } from "../lib/time.js";
import { takeBack } from "./taking-back.js";

export function HeldView({ app, conversation }) {
  const { id, contact } = conversation;
  const held = app.outbox.of(id).filter(({ status }) => status === "held");
  if (!held.length) return null;
  const newest = app.threads.get(id).messages.findLast(({ direction }) => direction === "inbound");
  const title = t("held.title", { name: contact.name });
  return html`<div class="held" role="alertdialog" aria-label=${title}>
    <p class="held__title">${title}</p>
    ${newest && html`<blockquote class="held__quote"><${KindSummary} kind=${newest.kind} text=${newest.text} attachment=${newest.content?.attachments?.[0]} deleted=${Boolean(newest.delete_time)} /> <time>${clockTime(newest.create_time, language.value)}</time></blockquote>`}
    ${held.length > 1 && html`<p class="held__count">${t("held.count", { count: held.length })}</p>`}
    <div class="held__acts">
      <${Button} kind="primary" small onClick=${() => app.outbox.sendAnyway(id)}>${t("held.send")}</${Button}>
      <${Button} small onClick=${() => takeBack(app, id, ...held.map(({ request_id }) => request_id))}>${t("held.edit")}</${Button}>
    </div>
  </div>`;
}
