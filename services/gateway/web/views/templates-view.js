/** Resuming after the window: a template is chosen, seen as the person will see it, filled and sent. */
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../components/dialog.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { TemplateChoice } from "../components/template-choice.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { plain } from "../lib/text.js";
import { TemplateForm } from "./template-form-view.js";

const CATEGORIES = ["utility", "marketing", "authentication"];

export function TemplatesDialog({ app, conversation, onClose }) {
  const { id, contact, channel } = conversation;
  const { status, items, error } = app.templates.get(id);
  const [chosenId, choose] = useState(null);
  useEffect(() => void app.templates.open(id), [id]);
  const chosen = items.find(({ template }) => template.id === chosenId) ?? null;

  function send(wish) {
    app.outbox.send(id, { kind: "template", ...wish });
    onClose();
  }

  return html`<${Dialog} wide title=${t("templates.title", { name: contact.name })} onClose=${onClose}>
    <p class="dialog__text">${t("templates.text")}</p>
    ${status === "failed" && html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${() => app.templates.open(id)} />`}
    ${["new", "loading"].includes(status) && html`<${Skeleton} rows=${4} label=${t("loading")} />`}
    ${status === "ready" && !items.length && html`<${Empty} icon="layout-template" title=${t("templates.none")} text=${t("templates.none.text", { channel: channel.name })} />`}
    ${status === "ready" && items.length > 0 && html`<div class=${`templates ${chosen ? "templates--chosen" : ""}`}>
      <${Choices} items=${items} chosenId=${chosenId} optedOut=${conversation.opted_out} onChoose=${choose} />
      ${chosen
        ? html`<${TemplateForm} app=${app} conversation=${conversation} item=${chosen} key=${chosenId} onBack=${() => choose(null)} onSend=${send} />`
        : html`<p class="templates__hint">${t("templates.hint")}</p>`}
    </div>`}
  </${Dialog}>`;
}

function Choices({ items, chosenId, optedOut, onChoose }) {
  const [wanted, setWanted] = useState("");
  const [category, setCategory] = useState("");
  const there = CATEGORIES.filter((one) => items.some(({ template }) => template.category === one));
  const found = items.filter(({ template }) =>
    (!category || template.category === category) && plain(`${template.name} ${template.body}`).includes(plain(wanted.trim())));

  function onKeyDown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...event.currentTarget.querySelectorAll(".template-choice:not(:disabled)")];
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(document.activeElement) + step))]?.focus();
  }

  return html`<div class="templates__list" onKeyDown=${onKeyDown}>
    <input class="templates__search" type="search" placeholder=${t("templates.search")} aria-label=${t("templates.search")} onInput=${(event) => setWanted(event.currentTarget.value)} />
    ${there.length > 1 && html`<div class="templates__chips" role="group" aria-label=${t("templates.category")}>
      ${["", ...there].map((one) => html`<button type="button" class="chip" key=${one} aria-pressed=${String(category === one)} onClick=${() => setCategory(one)}>${t(one ? `category.${one}` : "templates.all")}</button>`)}
    </div>`}
    <ul class="templates__choices" aria-label=${t("templates.list")}>${found.map(({ template, missing }) => html`<li key=${template.id}>
      <${TemplateChoice} template=${template} missing=${missing.length} chosen=${template.id === chosenId} refused=${optedOut && template.category === "marketing"} onChoose=${() => onChoose(template.id)} />
    </li>`)}</ul>
    ${!found.length && html`<p class="templates__hint" role="status">${t("templates.nothing")}</p>`}
  </div>`;
}
