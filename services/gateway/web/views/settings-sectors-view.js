/** The service queues: add one, rename one. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Empty } from "../components/empty.js";
import { Field } from "../components/field.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { useForm } from "./use-form.js";

export function SectorsView({ app }) {
  const { roster } = app;
  const form = useForm(async ({ name }, element) => {
    roster.receiveSector(await app.api.post("/sectors", { name: name.trim() }));
    element.reset();
  });

  return html`
    ${roster.sectors.value.length === 0 && html`<${Empty} icon="layers" title=${t("sectors.none")} text=${t("sectors.none.text")} />`}
    <ul class="cards">${roster.sectors.value.map((sector) => html`<${Sector} app=${app} sector=${sector} key=${sector.id} />`)}</ul>
    <form class="form" onSubmit=${form.onSubmit}>
      <${Field} label=${t("sectors.new")} name="name" required maxlength="60" error=${form.errorOf("name") ?? form.errorOf()} />
      <${Button} type="submit" kind="primary" busy=${form.busy}>${t("sectors.add")}</${Button}>
    </form>`;
}

function Sector({ app, sector }) {
  const [refused, setRefused] = useState(null);
  const people = app.roster.agents.value.filter((agent) => agent.sector_ids.includes(sector.id)).map((agent) => agent.name);

  async function rename(event) {
    const name = event.currentTarget.value.trim();
    setRefused(null);
    await app.api.patch(`/sectors/${sector.id}`, { name }).then(app.roster.receiveSector, setRefused);
  }

  return html`<li class="card">
    <div class="card__row">
      <input class="card__rename" value=${sector.name} aria-label=${t("sectors.name")} maxlength="60" onChange=${rename} />
      <small class="card__note">${people.length ? people.join(", ") : t("sectors.nobody")}</small>
    </div>
    ${refused && html`<p class="field__error" role="alert">${why(refused)}</p>`}
  </li>`;
}
