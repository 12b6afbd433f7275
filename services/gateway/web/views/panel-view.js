/** The contact panel: who, their properties edited in place, and why it came here. */
import { useEffect } from "preact/hooks";
import { Avatar, ChannelBadge } from "../components/avatar.js";
import { IconButton } from "../components/button.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Property } from "../components/property.js";
import { ReferralBanner } from "../components/told-cards.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { date, fullTime } from "../lib/time.js";
import { DecisionsView } from "./decisions-view.js";

export function PanelView({ app }) {
  const conversation = app.conversation.value;
  const { id } = conversation;
  const { status, contact, error } = app.contacts.get(id);
  useEffect(() => void app.contacts.open(id), [id]);
  const shut = () => (app.panelOpen.value = false);

  return html`<div class="panel-veil" onClick=${shut}></div>
  <aside class="panel" aria-label=${t("panel")}>
    <div class="panel__close"><${IconButton} icon="x" label=${t("close")} onClick=${shut} /></div>
    <${Who} conversation=${conversation} contact=${contact} />
    ${["new", "loading"].includes(status) && html`<${Skeleton} rows=${3} label=${t("loading")} />`}
    ${status === "failed" && html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${() => app.contacts.refresh(id)} />`}
    ${status === "none" && html`<${Empty} icon="user-round" title=${t("panel.unknown")} text=${t("panel.unknown.text")} />`}
    ${contact && html`<${Properties} app=${app} id=${id} contact=${contact} />`}
    <${Origin} conversation=${conversation} />
    <${Facts} conversation=${conversation} contact=${contact} />
    <${DecisionsView} app=${app} id=${id} />
  </aside>`;
}

function Who({ conversation, contact }) {
  const { id, channel } = conversation;
  const name = contact?.name ?? conversation.contact.name;
  return html`<header class="panel__who">
    <${Avatar} id=${id} name=${name} picture=${conversation.contact.avatar_url} size=${64} />
    <h2 class="panel__name">${name}</h2>
    <p class="panel__channel"><${ChannelBadge} kind=${channel.kind} />${channel.name}</p>
  </header>`;
}

function Properties({ app, id, contact }) {
  const save = (name) => (app.session.may("contacts.edit") ? (value) => app.contacts.change(id, name, value) : null);
  const owners = [["", t("panel.nobody")], ...app.roster.agents.value.map((agent) => [agent.id, agent.name])];
  return html`<section class="panel__section" aria-label=${t("panel.properties")}>
    <h3 class="panel__head">${t("panel.properties")}</h3>
    <dl class="properties">
      <${Property} label=${t("property.name")} value=${contact.name} onSave=${save("name")} />
      <${Property} label=${t("property.phone")} value=${contact.phone ?? ""} type="tel" onSave=${save("phone")} />
      <${Property} label=${t("property.email")} value=${contact.email ?? ""} type="email" onSave=${save("email")} />
      <${Property} label=${t("property.city")} value=${contact.city ?? ""} onSave=${save("city")} />
      <${Property} label=${t("property.company")} value=${contact.company ?? ""} onSave=${save("company")} />
      <${Property} label=${t("property.owner")} value=${contact.owner_id ?? ""} shown=${app.roster.nameOf(contact.owner_id)} options=${owners} onSave=${save("owner_id")} />
      <${Property} label=${t("property.notes")} value=${contact.notes ?? ""} long onSave=${save("notes")} />
    </dl>
  </section>`;
}

/** What led them here, and what they do not want (ACT-4). */
function Origin({ conversation }) {
  const { referral, opted_out: optedOut } = conversation;
  if (!referral && !optedOut) return null;
  return html`<section class="panel__section" aria-label=${t("panel.origin")}>
    <h3 class="panel__head">${t("panel.origin")}</h3>
    ${referral && html`<${ReferralBanner} referral=${referral} />`}
    ${optedOut && html`<p class="notice notice--warn">${t("panel.opted_out")}</p>`}
  </section>`;
}

function Facts({ conversation, contact }) {
  const shown = language.value;
  const facts = [
    ["fact.since", date(conversation.create_time, shown)],
    conversation.window_close_time && ["fact.window", fullTime(conversation.window_close_time, shown)],
    conversation.close_time && ["fact.closed", fullTime(conversation.close_time, shown)],
    ["fact.source", contact?.is_profile === false ? t("fact.crm") : t("fact.profile")],
  ].filter(Boolean);
  return html`<section class="panel__section" aria-label=${t("panel.facts")}>
    <h3 class="panel__head">${t("panel.facts")}</h3>
    <dl class="properties">
      ${facts.map(([key, text]) => html`<div class="property" key=${key}><dt class="property__label">${t(key)}</dt><dd class="property__value"><span class="property__text">${text}</span></dd></div>`)}
      ${(contact?.identity_keys ?? []).map((identity) => html`<div class="property" key=${identity}><dt class="property__label">${t("fact.identity")}</dt><dd class="property__value"><span class="property__text property__text--code">${identity}</span></dd></div>`)}
    </dl>
  </section>`;
}
