/** Who takes part, how many at once, and in which sectors (DST-9, DST-13). */
import { useState } from "preact/hooks";
import { Avatar } from "../components/avatar.js";
import { Empty } from "../components/empty.js";
import { Switch } from "../components/switch.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";

export function AgentsView({ app }) {
  const agents = app.roster.agents.value;
  if (!agents.length) return html`<${Empty} icon="users" title=${t("agents.none")} />`;
  return html`<ul class="cards">${agents.map((agent) => html`<${Agent} app=${app} agent=${agent} key=${agent.id} />`)}</ul>`;
}

function Agent({ app, agent }) {
  const [refused, setRefused] = useState(null);

  async function change(patch) {
    setRefused(null);
    app.roster.receiveAgent({ ...agent, ...patch });
    try {
      app.roster.receiveAgent(await app.api.patch(`/agents/${agent.id}`, patch));
    } catch (error) {
      app.roster.receiveAgent(agent);
      setRefused(error);
    }
  }
  const flip = (id) => change({ sector_ids: agent.sector_ids.includes(id) ? agent.sector_ids.filter((one) => one !== id) : [...agent.sector_ids, id] });

  return html`<li class="card">
    <div class="card__row">
      <${Avatar} id=${agent.id} name=${agent.name} size=${36} presence=${agent.online ? "on" : "off"} />
      <span class="card__name">${agent.name}<small>${t(agent.online ? "person.online" : "person.offline")} · ${t(agent.available ? "availability.on" : "availability.off")} · ${t("person.load", { count: agent.load })}</small></span>
      <label class="card__number">${t("agents.capacity")}
        <input class="field__input" type="number" min="0" max="999" value=${agent.capacity} onChange=${(event) => change({ capacity: Number(event.currentTarget.value) })} />
      </label>
      <span class="card__switch">${t("agents.attendant")}<${Switch} on=${agent.is_attendant} label=${t("agents.attendant.of", { name: agent.name })} onFlip=${() => change({ is_attendant: !agent.is_attendant })} /></span>
    </div>
    ${app.roster.sectors.value.length > 0 && html`<div class="card__chips" role="group" aria-label=${t("agents.sectors", { name: agent.name })}>
      ${app.roster.sectors.value.map((sector) => html`<button type="button" class="chip" key=${sector.id} aria-pressed=${String(agent.sector_ids.includes(sector.id))} onClick=${() => flip(sector.id)}>${sector.name}</button>`)}
    </div>`}
    ${refused && html`<p class="field__error" role="alert">${why(refused)}</p>`}
  </li>`;
}
