/** Takes what was not sent yet back into the composer: text before what stands there, files, quote. */

export function takeBack(app, id, ...requestIds) {
  const entries = requestIds.map((requestId) => app.outbox.discard(id, requestId)).filter(Boolean);
  const texts = entries.filter(({ file, kind }) => !file && kind === "text").map(({ text }) => text);
  const files = entries.filter(({ file, kind }) => file && kind !== "template").map(({ file, text }) => ({ ...file, file: file.blob, size: file.blob.size, key: file.address, caption: text }));
  const quoted = entries.find(({ wish }) => wish.quoted)?.wish.quoted;
  app.drafts.set(id, [...texts, app.drafts.get(id)].filter(Boolean).join("\n"));
  if (files.length) app.tray.restore(id, files);
  if (quoted) app.tray.quote(id, quoted);
  queueMicrotask(() => document.querySelector("[data-shortcut=reply]")?.focus());
}
