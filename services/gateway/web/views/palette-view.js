/** The command palette: every action, and every known conversation, by a few letters. */
import { useState } from "preact/hooks";
import { Avatar } from "../components/avatar.js";
import { Dialog } from "../components/dialog.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes, plain } from "../lib/text.js";
import { commands } from "./commands.js";

const MOST = 9; // entries shown at once

export function PaletteDialog({ app, onClose }) {
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const found = search(app, wanted);

  function run(entry) {
    onClose();
    entry?.run();
  }
  function onKeyDown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") run(search(app, event.currentTarget.value)[at]);
    else return;
    event.preventDefault();
  }

  return html`<${Dialog} title=${t("palette")} onClose=${onClose} bare>
    <input class="palette__input" autofocus role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant=${found[at] ? `palette-${at}` : null}
      aria-label=${t("palette.hint")} placeholder=${t("palette.hint")} onKeyDown=${onKeyDown}
      onInput=${(event) => {
        setWanted(event.currentTarget.value);
        setAt(0);
      }} />
    <ul class="palette__list" id="palette-list" role="listbox" aria-label=${t("palette")}>
      ${found.map((entry, index) => html`<li key=${entry.name} id=${`palette-${index}`} role="option" aria-selected=${String(index === at)}
        class=${classes("palette__one", index === at && "palette__one--at")} onPointerMove=${() => setAt(index)} onClick=${() => run(entry)}>
        ${entry.conversation && html`<${Avatar} id=${entry.conversation.id} name=${entry.name} size=${24} channel=${entry.conversation.channel.kind} />`}
        <span class="palette__name">${entry.name}</span>
        ${entry.keys?.[0].split(" ").map((key) => html`<kbd key=${key}>${key}</kbd>`)}
      </li>`)}
    </ul>
    ${found.length === 0 && html`<p class="palette__none">${t("palette.none")}</p>`}
  </${Dialog}>`;
}

function search(app, wanted) {
  const acts = commands(app).filter(({ key }) => key !== "palette").map((command) => ({ ...command, name: t(command.key) }));
  const people = app.conversations.all.value.map((conversation) => ({ conversation, name: conversation.contact.name, run: () => app.open(conversation.id) }));
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const fits = ({ name }) => words.every((word) => plain(name).includes(word));
  return [...acts.filter(fits), ...(words.length ? people.filter(fits) : [])].slice(0, MOST);
}
