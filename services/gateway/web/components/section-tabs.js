/** The four sections with their counts. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { number } from "../lib/time.js";

export function SectionTabs({ sections, chosen, counts, onChoose }) {
  function onKeyDown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = sections[(sections.indexOf(chosen) + step + sections.length) % sections.length];
    onChoose(next);
    event.currentTarget.querySelector(`[data-section=${next}]`).focus();
  }

  return html`<div class="tabs" role="tablist" aria-label=${t("sections")} onKeyDown=${onKeyDown}>
    ${sections.map((section) => html`<button
      type="button" role="tab" key=${section} data-section=${section}
      id=${`tab-${section}`}
      class=${classes("tabs__tab", section === chosen && "tabs__tab--chosen")}
      aria-selected=${String(section === chosen)} aria-controls="rows" tabindex=${section === chosen ? 0 : -1}
      title=${t(`section.${section}.full`)} onClick=${() => onChoose(section)}
    >
      <span class="tabs__count">${counts ? number(counts[section], language.value) : "\u2013"}</span>
      <span class="tabs__name">${t(`section.${section}`)}</span>
    </button>`)}
  </div>`;
}
