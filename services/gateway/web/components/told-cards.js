/** What a person picked, ordered or shared, and what led them here. */
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { money } from "../lib/money.js";
import { webAddress } from "../lib/text.js";
import { number } from "../lib/time.js";
import { Icon } from "./icon.js";

export function ChoiceCard({ choice, text }) {
  const { offered_as, title, description, form } = choice;
  const key = `choice.${offered_as}`;
  const answers = Object.entries(form ?? {});
  return html`<div class="told">
    <span class="told__what"><${Icon} name=${offered_as === "form" ? "clipboard-list" : "mouse-pointer-click"} size=${14} />${t(has(key) ? key : "choice")}</span>
    ${(title || text) && html`<strong class="told__title">${title || text}</strong>`}
    ${description && html`<span class="told__more">${description}</span>`}
    ${answers.length > 0 && html`<dl class="told__form">${answers.map(([name, value]) => html`<div key=${name}><dt>${words(name)}</dt><dd>${answer(value)}</dd></div>`)}</dl>`}
  </div>`;
}

/** `delivery_day` as it is read. */
function words(name) {
  const spaced = name.replace(/[_-]+/g, " ").replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function answer(value) {
  if (Array.isArray(value)) return value.map(answer).join(", ");
  if (value === true || value === false) return t(value ? "choice.yes" : "choice.no");
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
}

export function OrderCard({ order }) {
  const shown = language.value;
  const totals = new Map();
  for (const { quantity, price, currency } of order.items) totals.set(currency, (totals.get(currency) ?? 0) + quantity * price);
  return html`<div class="told told--order">
    <span class="told__what"><${Icon} name="shopping-cart" size=${14} />${t("order")}</span>
    <table class="order"><tbody>
      ${order.items.map(({ product_id, quantity, price, currency }, index) => html`<tr key=${index}>
        <td class="order__count">${number(quantity, shown)}×</td><th scope="row">${product_id}</th><td class="order__price">${money(quantity * price, currency, shown)}</td>
      </tr>`)}
    </tbody><tfoot>
      ${[...totals].map(([currency, total]) => html`<tr key=${currency}><td></td><th scope="row">${t("order.total")}</th><td class="order__price">${money(total, currency, shown)}</td></tr>`)}
    </tfoot></table>
  </div>`;
}

export function ShareCard({ share }) {
  const { what, url, title } = share;
  const key = `share.${what}`;
  const address = webAddress(url);
  return html`<div class="told">
    <span class="told__what"><${Icon} name="share-2" size=${14} />${t(has(key) ? key : "share")}</span>
    ${title && html`<strong class="told__title">${title}</strong>`}
    ${address ? html`<a class="told__link" href=${address} target="_blank" rel="noopener noreferrer nofollow"><${Icon} name="external-link" size=${14} />${new URL(address).host}</a>` : html`<span class="told__more">${t("share.gone")}</span>`}
  </div>`;
}

export function ReferralBanner({ referral }) {
  const { source, headline, body, url } = referral;
  const key = `referral.${source}`;
  const address = webAddress(url);
  const name = headline || referral.ref || referral.source_id;
  return html`<div class="referral">
    <${Icon} name="megaphone" size=${16} />
    <span class="referral__words">
      <span>${t(has(key) ? key : "referral")}</span> ${name && html`<strong>${name}</strong>`}
      ${body && html`<small>${body}</small>`}
      ${address && html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${t("referral.open")}</a>`}
    </span>
  </div>`;
}
