/** One template among those to choose from. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";

/** @param {{ template: object, missing: number, chosen: boolean, refused: boolean, onChoose: () => void }} props `refused`: the person wants none of its category */
export function TemplateChoice({ template, missing, chosen, refused, onChoose }) {
  const { name, language, category, quality, body, header } = template;
  const poor = quality === "yellow" || quality === "red";
  return html`<button type="button" class=${classes("template-choice", chosen && "template-choice--chosen")} aria-pressed=${String(chosen)} disabled=${refused} onClick=${onChoose}>
    <span class="template-choice__head"><strong>${name}</strong><small>${language}</small></span>
    <span class="template-choice__body">${body}</span>
    <span class="template-choice__foot">
      <span class="tag">${t(`category.${category}`)}</span>
      ${header && header.kind !== "text" && html`<span class="tag"><${Icon} name="paperclip" size=${12} />${t(`check.kind.${header.kind}`)}</span>`}
      ${missing > 0 && html`<span class="tag tag--warn">${t("templates.missing", { count: missing })}</span>`}
      ${poor && html`<span class="tag tag--warn">${t(`quality.${quality}.warn`)}</span>`}
      ${refused && html`<span class="tag tag--warn">${t("templates.opted_out")}</span>`}
    </span>
  </button>`;
}
