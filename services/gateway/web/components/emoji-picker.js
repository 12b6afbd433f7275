/** A small choice of emoji; floats above the composer and moves nothing. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { IconButton } from "./button.js";
import { Menu } from "./menu.js";

const EMOJI = [..."😀😄😅😂🙂😉😍😘🤗🤔😐😬😕😢😭😡👍👎👏🙏🙌💪👋🤝💛💚💙🧡🎉🎁✨🔥⭐✅❌⏳📦🚚📍📞💬💳🧾🛠"];

export function EmojiPicker({ onPick }) {
  return html`<${Menu} above role="dialog" label=${t("composer.emoji")} button=${(toggle) => html`<${IconButton} icon="smile" label=${t("composer.emoji")} ...${toggle} />`}>
    ${(close) => html`<div class="emoji">
      ${EMOJI.map((emoji) => html`<button type="button" class="emoji__one" key=${emoji} onClick=${() => {
        close(false);
        onPick(emoji);
      }}>${emoji}</button>`)}
    </div>`}
  </${Menu}>`;
}
