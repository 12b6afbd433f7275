/** The list: availability, bell, search, sections, filters, rows. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../components/icon.js";
import { IconButton } from "../components/button.js";
import { Resizer } from "../components/resizer.js";
import { SectionTabs } from "../components/section-tabs.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { SECTIONS } from "../state/listing.js";
import { RowsView } from "./rows-view.js";

const TYPING = 180; // ms without a key before a search is sent

export function ListView({ app }) {
  const { listing } = app;
  return html`<section class="list" role=${app.narrow.value ? "main" : "complementary"} aria-label=${t("list")}>
    <header class="list__head">
      <h1 class="list__title">${t("inbox")}</h1>
      <${Availability} app=${app} />
      ${app.session.may("inbox") && app.starting.channels().length > 0 && html`<${IconButton} icon="message-square-plus" label=${t("start")} aria-keyshortcuts="w" onClick=${() => (app.dialog.value = "start")} />`}
      <${IconButton} icon="bell" label=${t("bell")} onClick=${() => (app.dialog.value = "bell")} />
    </header>
    <${Search} listing=${listing} />
    <${SectionTabs} sections=${SECTIONS} chosen=${listing.section.value} counts=${app.counts.counts.value} onChoose=${app.show} />
    <${Filters} app=${app} />
    <${RowsView} app=${app} />
    <${Resizer} label=${t("list.resize")} storage=${app.storage} />
  </section>`;
}

/** Filled green dot or hollow dot, and the word (AVL-1 to AVL-3). */
function Availability({ app }) {
  const [refused, setRefused] = useState(null);
  const { available } = app.session.availability.value;

  async function flip() {
    setRefused(null);
    await app.session.setAvailable(!available).catch(setRefused);
  }

  return html`<span class="availability-box">
    <button type="button" role="switch" aria-checked=${String(available)} aria-label=${t("availability")} class="availability" title=${t(available ? "availability.on.help" : "availability.off.help")} onClick=${flip}>
      <span class=${classes("dot", available ? "dot--on" : "dot--off")} aria-hidden="true"></span>${t(available ? "availability.on" : "availability.off")}
    </button>
    ${refused && html`<span class="availability-box__refused" role="alert">${why(refused)}</span>`}
  </span>`;
}

function Search({ listing }) {
  const [text, setText] = useState(listing.query.value);
  const first = useRef(true);

  useEffect(() => {
    if (first.current) return void (first.current = false);
    const wait = setTimeout(() => listing.show({ query: text.trim() }), TYPING);
    return () => clearTimeout(wait);
  }, [text]);
  useEffect(() => {
    if (!listing.query.value && text) setText("");
  }, [listing.section.value]);

  function onKeyDown(event) {
    if (event.key !== "Escape" || !text) return;
    event.stopPropagation();
    setText("");
  }

  return html`<div class="search" role="search">
    <${Icon} name="search" />
    <input class="search__input" type="search" data-shortcut="search" placeholder=${t("search.hint")} aria-label=${t("search")} value=${text}
      onInput=${(event) => setText(event.currentTarget.value)} onKeyDown=${onKeyDown} />
    ${!text && html`<kbd class="search__key" aria-hidden="true">/</kbd>`}
  </div>`;
}

function Filters({ app }) {
  const { listing, roster } = app;
  const closing = listing.order.value === "closes_first";
  const choose = (event) => {
    listing.show({ channel: event.currentTarget.value });
    app.counts.load();
  };

  return html`<div class="filters">
    <h2 class="filters__title">${listing.query.value ? t("search.results") : t(`section.${listing.section.value}.full`)}</h2>
    <label class="filters__channel">
      <span class="hidden">${t("filter.channel")}</span>
      <select class="filters__select" onChange=${choose}>
        <option value="" selected=${!listing.channel.value}>${t("filter.all")}</option>
        ${roster.channels.value.map(({ id, name }) => html`<option value=${id} key=${id} selected=${id === listing.channel.value}>${name}</option>`)}
      </select>
      <${Icon} name="chevron-down" size=${14} />
    </label>
    <${IconButton} icon="hourglass" size=${16} label=${t("filter.closes")} active=${closing} aria-pressed=${String(closing)} onClick=${() => listing.show({ order: closing ? "newest" : "closes_first" })} />
    <button type="button" class="chip" aria-pressed=${String(listing.unreadOnly.value)} onClick=${() => listing.show({ unreadOnly: !listing.unreadOnly.value })}>${t("filter.unread")}</button>
  </div>`;
}
