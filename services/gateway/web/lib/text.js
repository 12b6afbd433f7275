/** Small things done to text; pure. */

const TONES = 8;
const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** Up to two initials of a name; empty for one without letters. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...word][0].toUpperCase()).join("");
}

/** A steady colour number for an id, 0 to 7. */
export function tone(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % TONES;
}

/** Splits text into plain pieces and links. */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: match[0], link: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

/** Case and accents folded away, for matching what a person types. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether a text is nothing but one to three emoji. */
export function isEmojiOnly(text) {
  return /^(\p{Extended_Pictographic}\p{Emoji_Modifier}?(\u200d\p{Extended_Pictographic})*\ufe0f?\s?){1,3}$/u.test(text.trim());
}

/** Joins class names, leaving out what is false. */
export function classes(...names) {
  return names.filter(Boolean).join(" ");
}

/** An address of the web, or null for anything else; what is shared may be hostile. */
export function webAddress(text) {
  try {
    const { protocol, href } = new URL(text);
    return protocol === "https:" || protocol === "http:" ? href : null;
  } catch {
    return null;
  }
}
