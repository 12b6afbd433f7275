/** Why me, why not me: the decisions behind a conversation, with who was ruled out. */
import { Icon } from "../components/icon.js";
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fullTime } from "../lib/time.js";

export function DecisionsView({ app, id }) {
  const decisions = app.contacts.decisions.value.get(id);
  const ask = (event) => event.currentTarget.open && app.contacts.explain(id);
  return html`<details class="panel__section why" onToggle=${ask}>
    <summary class="why__head">${t("why")}<${Icon} name="chevron-down" /></summary>
    ${decisions === null && html`<p class="why__none">${t("why.failed")}</p>`}
    ${decisions?.length === 0 && html`<p class="why__none">${t("why.none")}</p>`}
    <ol class="why__list">
      ${decisions?.map((decision) => html`<${Decision} decision=${decision} nameOf=${app.roster.nameOf} key=${decision.id} />`)}
    </ol>
  </details>`;
}

function Decision({ decision, nameOf }) {
  const { assignee_id: assignee, actor_id: actor, policy, trigger, candidates = [] } = decision;
  const method = named("method", policy) ?? named("policy", policy);
  return html`<li class="why__one">
    <p class="why__what">
      ${t(assignee ? "why.given" : "why.nobody", { name: nameOf(assignee) })}
      <small>${[named("trigger", trigger), actor ? t("why.by", { name: nameOf(actor) }) : method, fullTime(decision.decide_time, language.value)].filter(Boolean).join(" · ")}</small>
    </p>
    ${candidates.length > 0 && html`<ul class="why__people">
      ${candidates.map((one) => html`<li key=${one.user_id} class=${one.ruled_out_by ? "why__out" : ""}>
        <span>${nameOf(one.user_id) || one.user_id}</span>
        <small>${one.ruled_out_by ? (named("out", one.ruled_out_by) ?? one.ruled_out_by) : t("person.load", { count: one.load })}</small>
      </li>`)}
    </ul>`}
  </li>`;
}

function named(group, name) {
  return name && has(`${group}.${name}`) ? t(`${group}.${name}`) : null;
}
