/** Lists of people as spreadsheets write them: read in the page, and written anew with the columns' right names. */

const SEPARATORS = [",", ";", "\t", "|"];
const TITLES = {
  phone: ["phone", "telefone", "telefono", "teléfono", "celular", "whatsapp", "phone number", "mobile", "tel", "fone", "número", "numero"],
  name: ["name", "nome", "nombre", "full name", "nome completo", "nombre completo"],
  opt_in: ["opt_in", "optin", "opt-in", "consent", "consentimento", "consentimiento", "aceite", "autorização"],
};

/** The text of a file; what is no UTF-8 is taken for the Western encoding spreadsheets use. */
export async function readText(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** @returns {{ head: string[], rows: string[][], people: number }} empty rows stay, so that lines keep their numbers */
export function parseCsv(text) {
  const clean = text.replace(/^\ufeff/, "");
  const first = clean.split("\n", 1)[0];
  const separator = SEPARATORS.toSorted((one, other) => first.split(other).length - first.split(one).length)[0];
  const [head = [], ...rows] = cells(clean, separator);
  while (rows.length && isEmpty(rows.at(-1))) rows.pop();
  return { head, rows, people: rows.filter((row) => !isEmpty(row)).length };
}

export const isEmpty = (row) => row.every((cell) => !cell);

function cells(text, separator) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text[(at += 1)];
    else if (letter === '"' && (quoted || !cell.trim())) [quoted, cell] = [!quoted, quoted ? cell : ""];
    else if (quoted || (letter !== separator && letter !== "\n")) cell += letter;
    else {
      rows.at(-1).push(cell.trim());
      cell = "";
      if (letter === "\n") rows.push([]);
    }
  }
  rows.at(-1).push(cell.trim());
  return rows;
}

/** Which column is what, as their titles tell; -1 where none is. */
export function guessColumns(head, variables) {
  const titles = head.map((title) => title.toLowerCase());
  const find = (names) => titles.findIndex((title) => names.includes(title));
  const known = Object.entries(TITLES).map(([column, names]) => [column, find(names)]);
  return Object.fromEntries([...known, ...variables.map((name) => [name, find([name.toLowerCase()])])]);
}

/**
 * The list with only the columns that are used, under the names they are known by.
 *
 * @param {{ rows: string[][] }} list
 * @param {Record<string, number>} columns
 * @param {Record<string, { place: number, first: boolean }>} [derived] told by a column that has its own name
 */
export function writeCsv({ rows }, columns, derived = {}) {
  const used = Object.entries(columns).filter(([, place]) => place >= 0).map(([name, place]) => [name, { place, first: false }]);
  const all = [...used, ...Object.entries(derived)];
  const line = (row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  const cell = (row, { place, first }) => (first ? (row[place] ?? "").split(/\s+/)[0] : (row[place] ?? ""));
  return [line(all.map(([name]) => name)), ...rows.map((row) => line(all.map(([, from]) => cell(row, from))))].join("\n");
}
