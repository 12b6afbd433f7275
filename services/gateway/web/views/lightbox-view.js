/** The pictures of the open conversation, one at a time and large. */
import { Lightbox } from "../components/lightbox.js";
import { html } from "../lib/html.js";

export function LightboxView({ app }) {
  const shown = app.lightbox.value;
  if (!shown) return null;
  const messages = [...app.threads.get(shown.id).messages, ...app.outbox.of(shown.id)];
  const pictures = messages
    .filter((message) => !message.delete_time)
    .flatMap(({ content }) => content?.attachments ?? [])
    .filter(({ kind, state }) => kind === "image" && state === "ready");
  const at = pictures.findIndex(({ id }) => id === shown.attachmentId);
  if (at === -1) return null;
  return html`<${Lightbox} pictures=${pictures} at=${at} local=${app.outbox.local.value}
    onStep=${(next) => (app.lightbox.value = { ...shown, attachmentId: pictures[next].id })}
    onClose=${() => (app.lightbox.value = null)} />`;
}
