/** Starting, holding back, going on, ending; what reaches many asks first. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { ConfirmDialog } from "../components/confirm-dialog.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";

const ACTS = { ready: ["start", "stop"], running: ["pause", "stop"], paused: ["resume", "stop"], stopped: [], finished: [] };
const ASKS = ["start", "stop"];
const ICONS = { start: "play", pause: "pause", resume: "play", stop: "x" };

export function CampaignActs({ app, campaign }) {
  const [asking, setAsking] = useState(null);
  const [refused, setRefused] = useState(null);
  const [busy, setBusy] = useState(null);
  const { id, name, state, counts, batch_size } = campaign;
  const facts = { name, count: counts.planned, shown: number(counts.planned, language.value), size: number(Math.min(batch_size, counts.planned), language.value) };

  async function run(action) {
    setBusy(action);
    setRefused(null);
    await app.campaigns.move(id, action).catch(setRefused);
    setBusy(null);
  }
  const act = (action) => (ASKS.includes(action) ? setAsking(action) : run(action));
  const word = (action) => t(action === "stop" && state === "ready" ? "campaign.discard" : `campaign.${action}`);

  return html`
    ${(ACTS[state] ?? []).length > 0 && html`<div class="form__foot">
      ${ACTS[state].map((action) => html`<${Button} key=${action} icon=${ICONS[action]} kind=${{ start: "go", resume: "go", stop: "danger" }[action] ?? "plain"} busy=${busy === action}
        disabled=${busy !== null || (action === "start" && !counts.planned)} onClick=${() => act(action)}>${word(action)}</${Button}>`)}
    </div>`}
    ${refused && html`<p class="notice notice--bad" role="alert">${why(refused)}</p>`}
    ${asking && html`<${ConfirmDialog} title=${t(`campaign.${asking}.title`, facts)} text=${t(`campaign.${asking}.text`, facts)} yes=${word(asking)} kind=${asking === "start" ? "go" : "danger"}
      onClose=${() => setAsking(null)} onYes=${() => app.campaigns.move(id, asking)} />`}`;
}
