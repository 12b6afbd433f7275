/** Amounts of money as a reader of a language expects them. */

/** An amount in the currency's main unit; a code nobody knows is written after it. */
export function money(amount, currency, language) {
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
  } catch {
    return `${new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(amount)} ${currency}`.trim();
  }
}
