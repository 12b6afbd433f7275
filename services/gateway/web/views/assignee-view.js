/** Who has the conversation, and giving it to someone else. */
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "../components/avatar.js";
import { Icon } from "../components/icon.js";
import { Menu } from "../components/menu.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes, plain } from "../lib/text.js";

const MANY = 7; // people from which on a filter is worth its place

export function AssigneePicker({ app, conversation }) {
  const opener = useOpener(app);
  const { assignee_id: holder, state } = conversation;
  const name = app.roster.nameOf(holder) || holder;
  const label = holder ? t("assignee.of", { name }) : t("assignee.none");
  const button = (toggle) => html`<button type="button" class="assignee" aria-label=${label} disabled=${state === "closed"} title=${state === "closed" ? t("assignee.closed") : null} ...${toggle}>
    ${holder ? html`<${Avatar} id=${holder} name=${name} size=${24} />` : html`<span class="assignee__nobody"><${Icon} name="user-round" size=${14} /></span>`}
    <span class="assignee__name">${holder === app.session.user.value.id ? t("you") : holder ? name : t("assignee.nobody")}</span>
    <${Icon} name="chevron-down" size=${14} />
  </button>`;

  return html`<${Menu} align="end" label=${t("assignee")} button=${button} openNow=${opener}>
    ${(close) => html`<${Choices} app=${app} conversation=${conversation} close=${close} />`}
  </${Menu}>`;
}

/** Opens when the keyboard asks for it. */
function useOpener(app) {
  const [count, setCount] = useState(0);
  const asked = app.dialog.value === "assign";
  useEffect(() => {
    if (!asked) return;
    app.dialog.value = null;
    setCount((before) => before + 1);
  }, [asked]);
  return count;
}

function Choices({ app, conversation, close }) {
  const [wanted, setWanted] = useState("");
  const { actions, roster, session } = app;
  const me = session.user.value.id;
  const { id, assignee_id: holder } = conversation;
  const people = roster.agents.value
    .filter((agent) => agent.active && agent.is_attendant && agent.id !== me && plain(agent.name).includes(plain(wanted)))
    .sort((a, b) => Number(b.available) - Number(a.available) || Number(b.online) - Number(a.online) || a.name.localeCompare(b.name));
  const act = (run) => () => {
    close();
    run();
  };

  return html`<div class="people">
    ${roster.agents.value.length >= MANY && html`<input class="people__filter" autofocus placeholder=${t("assignee.find")} aria-label=${t("assignee.find")} onInput=${(event) => setWanted(event.currentTarget.value)} />`}
    ${holder !== me && html`<button type="button" role="menuitem" class="menu__item menu__item--strong" onClick=${act(() => (holder ? actions.assign(id, me) : actions.claim(id)))}><${Icon} name="hand" />${t("assignee.me")}</button>`}
    ${holder && html`<button type="button" role="menuitem" class="menu__item" onClick=${act(() => actions.unassign(id))}><${Icon} name="user-round-x" />${t("assignee.unassign")}</button>`}
    <div class="people__list" role="group" aria-label=${t("assignee.people")}>
      ${people.map((agent) => html`<${Person} agent=${agent} chosen=${agent.id === holder} key=${agent.id} onChoose=${act(() => actions.assign(id, agent.id))} />`)}
    </div>
  </div>`;
}

/** Unavailable people are shown, for knowing, and cannot be chosen (AVL-3). */
function Person({ agent, chosen, onChoose }) {
  const full = agent.capacity > 0 && agent.load >= agent.capacity;
  const free = agent.available && !full;
  const state = full ? t("person.full") : !agent.available ? t("person.unavailable") : t(agent.online ? "person.online" : "person.offline");
  return html`<button type="button" role="menuitemradio" aria-checked=${String(chosen)} aria-disabled=${String(!free)} class=${classes("person", !free && "person--off")} onClick=${free ? onChoose : null}>
    <${Avatar} id=${agent.id} name=${agent.name} size=${28} presence=${agent.online ? "on" : "off"} />
    <span class="person__name">${agent.name}<small>${state}</small></span>
    <span class="person__load" title=${t("person.load", { count: agent.load })}>${agent.load}</span>
    ${chosen && html`<${Icon} name="check" />`}
  </button>`;
}
