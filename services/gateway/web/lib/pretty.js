/** What a provider sent, laid out for reading. */

/** JSON indented, form fields one a line; anything else as it came. */
export function prettyBody(text, contentType = "") {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return contentType.includes("urlencoded") ? [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join("\n") : text;
  }
}
