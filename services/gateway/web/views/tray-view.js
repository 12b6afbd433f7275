/** Files that wait to be sent: seen before they go, each with its caption, or why it cannot go. */
import { TrayItem } from "../components/tray-item.js";
import { Button, IconButton } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { language, t } from "../i18n/i18n.js";
import { fileSize, typeName } from "../lib/files.js";
import { html } from "../lib/html.js";
import { captionLimit, refusalOf } from "../state/rules.js";

export function TrayView({ app, conversation, rules, single }) {
  const { id } = conversation;
  const items = app.tray.of(id);
  const refused = items.filter((one) => refusalOf(one, rules));
  const sendable = items.filter((one) => !refused.includes(one));
  if (!items.length) return null;
  const photos = sendable.filter(({ kind }) => kind === "image");
  const strip = photos.every((one) => one.strip);
  const flip = () => photos.forEach(({ key }) => app.tray.change(id, key, { strip: !strip }));
  function drop(...dropped) {
    for (const { key } of dropped) app.tray.remove(id, key);
    document.querySelector("[data-shortcut=reply]")?.focus(); // what had the focus is gone
  }
  return html`<div class="tray">
    ${refused.map((one) => html`<p class="tray__refused" role="alert" key=${one.key}>
      <${Icon} name="file-x" size=${16} /><span><strong>${one.name}</strong> ${whyNot(one, conversation, rules)}</span>
      <${IconButton} icon="x" size=${14} label=${t("tray.drop", { name: one.name })} onClick=${() => drop(one)} />
    </p>`)}
    ${sendable.length > 0 && html`<ul class="tray__items" aria-label=${t("tray")}>
      ${sendable.map((one) => html`<${TrayItem} key=${one.key} item=${one} captioned=${one !== single && captionLimit(one.kind, rules) > 0} limit=${captionLimit(one.kind, rules)}
        onCaption=${(caption) => app.tray.change(id, one.key, { caption })} onDrop=${() => drop(one)} />`)}
    </ul>`}
    ${(photos.length > 0 || items.length > 3) && html`<div class="tray__foot">
      ${photos.length > 0 && html`<label class="tray__strip" title=${t("tray.strip.help")}>
        <input type="checkbox" checked=${strip} onChange=${flip} /><span>${t("tray.strip", { count: photos.length })}</span>
      </label>`}
      ${items.length > 3 && html`<${Button} small kind="quiet" onClick=${() => drop(...items)}>${t("tray.clear")}</${Button}>`}
    </div>`}
  </div>`;
}

/** What cannot go and what can, in plain words. */
function whyNot(file, conversation, rules) {
  const { reason, limit, types } = refusalOf(file, rules);
  const list = (words) => new Intl.ListFormat(language.value, { type: "conjunction" }).format(words);
  const facts = {
    type: typeName(file.media_type, file.name), kinds: t(`check.kind.${file.kind}`), channel: t(`app.${conversation.channel.kind}`), limit: fileSize(limit ?? 0, language.value), size: fileSize(file.size, language.value),
    allowed: list(types ? [...new Set(types.map((one) => typeName(one)))] : rules.media.filter(({ kind }) => kind !== "sticker").map(({ kind }) => t(`check.kind.${kind}`))),
  };
  return t(`check.${reason}`, facts);
}
