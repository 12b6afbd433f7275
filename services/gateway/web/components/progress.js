/** How far an upload got, as a ring with a way to stop it. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";

export function Progress({ part, onCancel }) {
  const percent = Math.round(part * 100);
  const told = new Intl.NumberFormat(language.value, { style: "percent" }).format(part);
  return html`<div class="progress">
    <svg class="progress__ring" viewBox="0 0 44 44" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-label=${t("upload.progress", { part: told })}>
      <circle class="progress__way" cx="22" cy="22" r="19" />
      <circle class="progress__part" cx="22" cy="22" r="19" pathLength="100" stroke-dasharray=${`${Math.max(3, percent)} 100`} />
    </svg>
    <${IconButton} icon="x" label=${t("upload.cancel")} onClick=${onCancel} />
  </div>`;
}
