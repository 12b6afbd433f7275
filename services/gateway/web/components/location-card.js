/** A place, drawn without asking anybody for a map. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { coordinates, mapAddress } from "../lib/place.js";
import { webAddress } from "../lib/text.js";
import { Icon } from "./icon.js";

export function LocationCard({ location }) {
  const { name, address, url } = location;
  const where = coordinates(location, language.value);
  const shared = webAddress(url);
  return html`<div class="place">
    <svg class="place__map" viewBox="0 0 280 110" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
      <path class="place__water" d="M0 84c44-14 66 10 112 2s70-30 168-14v38H0z" />
      <path class="place__road" d="M-10 30 120 52 290 18M64-10 92 120M190-10l-30 130M-10 70l300 10" />
      <path class="place__road place__road--main" d="M-10 96 140 55 290 60" />
    </svg>
    <span class="place__pin"><${Icon} name="map-pin" size=${24} /></span>
    <div class="place__words">
      ${name && html`<strong class="place__name">${name}</strong>`}
      ${address && html`<span class="place__address">${address}</span>`}
      <span class="place__where">${where}</span>
      <a class="place__link" href=${mapAddress(location)} target="_blank" rel="noopener noreferrer"><${Icon} name="external-link" size=${14} />${t("place.open")}</a>
      ${shared && html`<a class="place__link" href=${shared} target="_blank" rel="noopener noreferrer nofollow"><${Icon} name="external-link" size=${14} />${t("place.shared")}</a>`}
    </div>
  </div>`;
}
