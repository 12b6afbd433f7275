/** Places on earth, as people read them. */

/** Degrees with their directions. */
export function coordinates({ latitude, longitude }, language) {
  const degrees = (value) => new Intl.NumberFormat(language, { minimumFractionDigits: 4, maximumFractionDigits: 5 }).format(Math.abs(value));
  const west = language.startsWith("en") ? "W" : "O";
  const east = language.startsWith("en") || language === "es" ? "E" : "L";
  return `${degrees(latitude)}° ${latitude < 0 ? "S" : "N"}, ${degrees(longitude)}° ${longitude < 0 ? west : east}`;
}

/** Where OpenStreetMap shows it; asked only by a press. */
export function mapAddress({ latitude, longitude }) {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
}

/** Reads `-23.55, -46.63`; null when it is no place on earth. */
export function parsePlace(text) {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return null;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
