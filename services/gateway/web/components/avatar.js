/** A person: picture or initials, with the channel or the presence at its corner. */
import { useState } from "preact/hooks";
import { html } from "../lib/html.js";
import { initials, tone } from "../lib/text.js";
import { Icon } from "./icon.js";

const CHANNEL_ICONS = {
  whatsapp_cloud: "message-circle", whatsapp_twilio: "message-circle", messenger: "messages-square",
  instagram: "camera", webchat: "globe",
};

export function Avatar({ id, name, picture = null, size = 40, channel = null, presence = null }) {
  const [broken, setBroken] = useState(null);
  const letters = initials(name);
  return html`<span class=${`avatar avatar--${size} avatar--tone-${tone(id)}`} aria-hidden="true">
    ${picture && broken !== picture
      ? html`<img class="avatar__picture" src=${picture} alt="" loading="lazy" referrerpolicy="no-referrer" onError=${() => setBroken(picture)} />`
      : letters || html`<${Icon} name="user-round" size=${size > 30 ? 20 : 14} />`}
    ${channel && html`<${ChannelBadge} kind=${channel} />`}
    ${presence && html`<span class=${`avatar__presence avatar__presence--${presence}`}></span>`}
  </span>`;
}

/** The mark of the messaging app (INB-7); an unknown one gets a general mark. */
export function ChannelBadge({ kind }) {
  return html`<span class=${`channel-badge channel-badge--${kind in CHANNEL_ICONS ? kind : "other"}`}>
    <${Icon} name=${CHANNEL_ICONS[kind] ?? "radio"} size=${10} />
  </span>`;
}
