/** Contact details that were shared: to call, to write to, to copy. */
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { Avatar } from "./avatar.js";
import { CopyButton } from "./copy-button.js";
import { Icon } from "./icon.js";

export function ContactCards({ cards }) {
  return html`<ul class="cards">${cards.map((card, index) => html`<${Card} card=${card} key=${index} />`)}</ul>`;
}

function Card({ card }) {
  const { name, phones, emails, organization, own } = card;
  const shown = name || phones[0] || emails[0] || t("card.unnamed");
  return html`<li class="card-of">
    <span class="card-of__head">
      <${Avatar} id=${shown} name=${shown} size=${36} />
      <span class="card-of__words"><strong>${shown}</strong>${own ? html`<small>${t("card.own")}</small>` : organization && html`<small>${organization}</small>`}</span>
    </span>
    ${phones.map((phone) => html`<${Way} key=${phone} icon="phone" address=${`tel:${phone.replace(/[^+\d]/g, "")}`} text=${phone} label=${t("card.call", { phone })} />`)}
    ${emails.map((email) => html`<${Way} key=${email} icon="mail" address=${`mailto:${encodeURIComponent(email)}`} text=${email} label=${t("card.write", { email })} />`)}
  </li>`;
}

function Way({ icon, address, text, label }) {
  return html`<span class="card-of__way">
    <a class="card-of__link" href=${address} aria-label=${label}><${Icon} name=${icon} size=${14} />${text}</a>
    <${CopyButton} text=${text} />
  </span>`;
}
