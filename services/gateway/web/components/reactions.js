/** What people feel about a message, below it; one's own is taken back by a press. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";

/**
 * @param {object} props
 * @param {{ user_id: string | null, emoji: string }[]} props.reactions
 * @param {(id: string | null) => string} props.nameOf null is the person
 * @param {string} props.me
 * @param {((emoji: string) => void) | null} props.onReact null where reacting is not possible
 */
export function Reactions({ reactions, nameOf, me, onReact }) {
  const byEmoji = new Map();
  for (const { emoji, user_id } of reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), user_id]);
  return html`<div class="reactions">${[...byEmoji].map(([emoji, users]) => {
    const mine = users.some((id) => id !== null);
    const names = users.map((id) => (id === me ? t("you") : nameOf(id))).join(", ");
    const face = html`<span aria-hidden="true">${emoji}</span>${users.length > 1 && html`<span aria-hidden="true">${users.length}</span>`}`;
    const kind = classes("reaction", mine && "reaction--mine");
    if (!onReact) return html`<span class=${kind} key=${emoji} role="img" aria-label=${t("reaction.by", { emoji, names })} title=${names}>${face}</span>`;
    return html`<button type="button" class=${kind} key=${emoji} aria-pressed=${String(mine)} aria-label=${t("reaction.by", { emoji, names })} title=${names} onClick=${() => onReact(mine ? "" : emoji)}>${face}</button>`;
  })}</div>`;
}
