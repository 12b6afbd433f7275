/** The notification window: four triggers by two ways, kept by the green button. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Dialog } from "../components/dialog.js";
import { Failed, Skeleton } from "../components/empty.js";
import { Switch } from "../components/switch.js";
import { language, t, why } from "../i18n/i18n.js";
import { askPermission, permission } from "../lib/desktop.js";
import { html } from "../lib/html.js";
import { TRIGGERS, WAYS } from "../state/preferences.js";

export function BellDialog({ app, onClose }) {
  const { preferences } = app;
  useEffect(() => void preferences.open(), []);
  return html`<${Dialog} title=${t("bell.title")} onClose=${onClose}>
    <p class="dialog__text">${t("bell.text")}</p>
    <${Permission} />
    <${Grid} preferences=${preferences} />
    <footer class="dialog__foot">
      <a class="link" href=${`/static/help/notifications.${language.value.toLowerCase()}.html`} target="_blank" rel="noopener">${t("bell.help")}</a>
      <${Outcome} preferences=${preferences} />
      <${Button} kind="go" busy=${preferences.status.value === "saving"} disabled=${!preferences.edited.value} onClick=${preferences.save}>${t("save")}</${Button}>
    </footer>
  </${Dialog}>`;
}

function Grid({ preferences }) {
  const switches = preferences.edited.value;
  if (preferences.status.value === "failed") return html`<${Failed} text=${why(preferences.error.value)} retry=${t("retry")} onRetry=${preferences.open} />`;
  if (!switches) return html`<${Skeleton} rows=${4} label=${t("loading")} />`;
  return html`<table class="bell">
    <thead><tr><th scope="col"><span class="hidden">${t("bell.trigger")}</span></th>${WAYS.map((way) => html`<th scope="col" key=${way}>${t(`way.${way}`)}</th>`)}</tr></thead>
    <tbody>${TRIGGERS.map((trigger) => html`<tr key=${trigger}>
      <th scope="row">${t(`bell.${trigger}`)}<small>${t(`bell.${trigger}.text`)}</small></th>
      ${WAYS.map((way) => html`<td key=${way}><${Switch} on=${switches[trigger][way]} label=${`${t(`bell.${trigger}`)}, ${t(`way.${way}`)}`} onFlip=${() => preferences.flip(trigger, way)} /></td>`)}
    </tr>`)}</tbody>
  </table>`;
}

/** What the browser allows; asks only when pressed, and never again once refused (NTF-10). */
function Permission() {
  const [state, setState] = useState(permission());
  if (state === "granted") return html`<p class="notice notice--good">${t("permission.granted")}</p>`;
  if (state !== "default") return html`<p class="notice notice--warn">${t(`permission.${state}`)}</p>`;
  return html`<div class="notice">
    <span>${t("permission.default")}</span>
    <${Button} small onClick=${async () => setState(await askPermission())}>${t("permission.ask")}</${Button}>
  </div>`;
}

function Outcome({ preferences }) {
  const status = preferences.status.value;
  if (status === "saved" && !preferences.changed.value) return html`<span class="outcome outcome--good" role="status">${t("saved")}</span>`;
  if (status === "refused") return html`<span class="outcome outcome--bad" role="alert">${why(preferences.error.value)}</span>`;
  return html`<span class="outcome" role="status">${preferences.changed.value ? t("unsaved") : ""}</span>`;
}
