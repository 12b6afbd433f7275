/** Makes elements; text always goes in as text. */
import { locale, t } from "./strings.js";

const SVG = "http://www.w3.org/2000/svg";

/** Makes `<tag>` with attributes, `on…` listeners and children. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value === "boolean") made[name] = value;
    else if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

/** Makes an icon of the sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

const BADGES = { webchat: "globe", messenger: "messenger", instagram: "camera" };

/** Makes the coloured sign of a kind of channel. */
export function badge(kind) {
  return el("span", { class: `badge badge--${kind}` }, icon(BADGES[kind] ?? "bubble"));
}

/** Makes a person's initials on a colour of their own. */
export function avatar(name, key) {
  const hue = [...key].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  const initials = name.replace("+", "").split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "");
  const made = el("span", { class: "avatar", "aria-hidden": "true" }, initials.join("").toUpperCase());
  made.style.setProperty("--hue", hue);
  return made;
}

/** Writes Unix seconds as the hour and minute. */
export function clock(seconds) {
  const format = { hour: "2-digit", minute: "2-digit" };
  return new Date(seconds * 1000).toLocaleTimeString(locale, format);
}

/** Writes the day of Unix seconds, near ones in words. */
export function day(seconds) {
  const then = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return then.toLocaleDateString(locale, { day: "numeric", month: "long" });
}
