/** Makes ids for requests. */

/** A random id; the gateway accepts any text of 8 to 64 characters. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
