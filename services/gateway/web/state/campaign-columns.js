/** What fills a template's variables from a list: a column of their own, or the name and phone. */

const KNOWN = { "contact.name": "name", "contact.first_name": "name", "contact.phone": "phone" };

/**
 * The variables without a column that another column tells.
 *
 * @returns {Record<string, { place: number, first: boolean }>} `first` takes the first word alone
 */
export function derivedFrom({ variables }, columns) {
  const found = variables.map(({ name, property }) => [name, { place: columns[KNOWN[property]] ?? -1, first: property === "contact.first_name" }]);
  return Object.fromEntries(found.filter(([name, { place }]) => !(columns[name] >= 0) && place >= 0));
}

/** The variables that nothing fills: everybody would be left out. */
export function unfilled(template, columns) {
  const derived = derivedFrom(template, columns);
  return template.variables.map(({ name }) => name).filter((name) => !(columns[name] >= 0) && !(name in derived));
}
