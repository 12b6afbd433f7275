/** Every emoji with its names in the language of the page, read when first asked for. */
import { plain } from "./text.js";

const FILES = { "pt-BR": "/static/vendor/emoji/pt.json", en: "/static/vendor/emoji/en.json", es: "/static/vendor/emoji/es.json" };
const COMPONENTS = 2; // the group of skin tones and hair, which are no emoji of their own
const loads = new Map();

/** @returns {Promise<{ emoji: string, name: string, group: number, words: string, skins: string[] }[]>} */
export function loadEmoji(language) {
  const file = FILES[language] ?? FILES.en;
  if (!loads.has(file)) {
    const load = fetch(file).then((answer) => answer.json()).then(tidy);
    loads.set(file, load);
    load.catch(() => loads.delete(file));
  }
  return loads.get(file);
}

/** Leaves out what is no emoji by itself; orders as the standard does. */
export function tidy(found) {
  return found
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => a.order - b.order)
    .map(({ unicode, label, tags = [], group, skins = [] }) => ({
      emoji: unicode, name: label, group, words: plain([label, ...tags].join(" ")), skins: skins.map((skin) => skin.unicode),
    }));
}

/** Those whose names hold every word that is looked for; names that begin so come first. */
export function search(all, wanted, most = 60) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const found = all.filter((one) => words.every((word) => one.words.includes(word)));
  const rank = ({ words: text }) => (words.every((word) => ` ${text}`.includes(` ${word}`)) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

/** Whether a text is one emoji and nothing else. */
export function isOneEmoji(text) {
  const parts = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)];
  return parts.length === 1 && /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text);
}
