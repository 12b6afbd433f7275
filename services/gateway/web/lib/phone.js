/** Phone numbers as people type them, and which country they lead to. */

const CODES = {
  1: "US", 7: "RU", 20: "EG", 27: "ZA", 30: "GR", 31: "NL", 32: "BE", 33: "FR", 34: "ES", 36: "HU", 39: "IT", 40: "RO", 41: "CH", 43: "AT", 44: "GB",
  45: "DK", 46: "SE", 47: "NO", 48: "PL", 49: "DE", 51: "PE", 52: "MX", 53: "CU", 54: "AR", 55: "BR", 56: "CL", 57: "CO", 58: "VE", 61: "AU", 62: "ID",
  63: "PH", 64: "NZ", 65: "SG", 81: "JP", 82: "KR", 86: "CN", 90: "TR", 91: "IN", 234: "NG", 238: "CV", 244: "AO", 258: "MZ", 351: "PT", 352: "LU", 353: "IE",
  502: "GT", 503: "SV", 504: "HN", 505: "NI", 506: "CR", 507: "PA", 591: "BO", 593: "EC", 595: "PY", 598: "UY", 971: "AE", 972: "IL",
};

/** The number as E.164 wants it: `+` and digits; what is no number comes back as it was. */
export function tidyPhone(text) {
  const bare = text.trim().replace(/[\s().\-/]/g, "").replace(/^00/, "+");
  return /^\+?\d+$/.test(bare) ? bare : text.trim();
}

export const isPhone = (text) => /^\+[1-9]\d{6,14}$/.test(text);

/** The country that a number's code stands for, as the reader calls it; null when it is not known. */
export function countryOf(text, language) {
  const digits = /^\+(\d+)$/.exec(tidyPhone(text))?.[1] ?? "";
  const code = [3, 2, 1].map((length) => CODES[digits.slice(0, length)]).find(Boolean);
  return code ? new Intl.DisplayNames([language], { type: "region" }).of(code) : null;
}
