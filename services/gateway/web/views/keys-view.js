/** The help sheet: what each key does. */
import { Dialog } from "../components/dialog.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";

const SHEET = [
  ["move", [["do.next", "j"], ["do.previous", "k"], ["do.open", "Enter"], ["do.search", "/"], ["do.leave", "Esc"]]],
  ["act", [["do.reply", "r"], ["act.claim", "c"], ["do.assign", "a"], ["act.close", "e"], ["act.reopen", "o"], ["act.unread", "u"], ["panel", "p"]]],
  ["write", [["do.send", "Enter"], ["do.line", "Shift Enter"], ["do.message", "↑ ↓"], ["quote.drop.do", "Esc"]]],
  ["go", [["inbox", "g i"], ["section.unassigned.full", "g 1"], ["section.mine.full", "g 2"], ["section.others.full", "g 3"], ["section.closed.full", "g 4"], ["settings", "g s"], ["start", "w"]]],
  ["else", [["bell.title", "n"], ["palette", "Ctrl K"], ["keys", "?"]]],
];

export function KeysDialog({ onClose }) {
  return html`<${Dialog} title=${t("keys")} onClose=${onClose} wide>
    <div class="keys">
      ${SHEET.map(([group, lines]) => html`<section class="keys__group" key=${group}>
        <h3 class="keys__head">${t(`keys.${group}`)}</h3>
        <dl class="keys__list">${lines.map(([key, keys]) => html`<div class="keys__line" key=${key}><dt>${t(key)}</dt><dd>${keys.split(" ").map((one) => html`<kbd key=${one}>${one}</kbd>`)}</dd></div>`)}</dl>
      </section>`)}
    </div>
  </${Dialog}>`;
}
