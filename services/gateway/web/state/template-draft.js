/**
 * A template while it is written: its places, and what a provider would refuse.
 * Sources: SPEC TPL-5 and TPL-9; ingest checks the same and has the last word.
 */
const PLACE = /\{\{\s*([^{}\s]{1,64})\s*\}\}/g;

/** What a variable can be filled from; `ask` asks the agent each time. */
export const PROPERTIES = ["contact.first_name", "contact.name", "contact.phone", "contact.email", "contact.city", "contact.company", "agent.first_name", "agent.name", "ask"];
export const CATEGORIES = ["marketing", "utility", "authentication"];
export const STATES = ["draft", "pending", "approved", "rejected", "paused", "disabled", "archived"];
export const BUTTONS = ["quick_reply", "url", "phone", "copy_code"];
export const EDITABLE = ["draft", "rejected", "paused"];
export const FILES = ["image", "video", "document"];
export const MOST_BUTTONS = 10;
export const LENGTHS = { body: 1024, header: 60, footer: 60, label: 25, code: 15 };

/** Which kinds of file the sample of a header may be. */
export const ACCEPTED = { image: "image/jpeg,image/png", video: "video/mp4", document: "application/pdf" };

const MOST_OF = { url: 2, phone: 1, copy_code: 1 };

export function blank(channelId, language) {
  return { channel_id: channelId, name: "", language, category: "marketing", header: null, body: "", footer: "", buttons: [], variables: [] };
}

/** The part of a template that can be written. */
export function draftOf({ channel_id, name, language, category, header, body, footer, buttons, variables }) {
  return { channel_id, name, language, category, header, body, footer, buttons, variables };
}

/** The names of its places, each once, in order of appearance. */
export function placesOf({ header, body, buttons }) {
  const texts = [header?.kind === "text" ? header.text : "", body, ...buttons.filter(({ kind }) => kind === "url").map(({ value }) => value)];
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PLACE)].map(([, name]) => name.toLowerCase())))];
}

/** The variables as the places ask for them; what was filled in for a name stays. */
export function variablesOf(draft, known = draft.variables) {
  const before = new Map(known.map((one) => [one.name, one]));
  return placesOf(draft).map((name) => before.get(name) ?? { name, property: "", example: "" });
}

/** Values for the preview: the examples. */
export function examplesOf(draft) {
  return Object.fromEntries(variablesOf(draft).map(({ name, example }) => [name, example]));
}

/** A draft as it is sent: one-time codes have nothing but their button. */
export function tidied(draft) {
  if (draft.category !== "authentication") return { ...draft, variables: variablesOf(draft) };
  return { ...draft, header: null, body: "", footer: "", variables: [], buttons: draft.buttons.filter(({ kind }) => kind === "copy_code").slice(0, 1) };
}

/** @returns {Map<string, { key: string, facts?: object }>} what is wrong, by field */
export function problemsOf(draft) {
  const found = new Map();
  const wrong = (field, key, facts = {}) => found.has(field) || found.set(field, { key: `template.wrong.${key}`, facts });
  if (!/^[a-z0-9_]{1,512}$/.test(draft.name)) wrong("name", "name");
  if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(draft.language)) wrong("language", "language");
  if (draft.category === "authentication") return found;
  checkBody(draft.body, wrong);
  checkHeader(draft.header, wrong);
  if (draft.footer.length > LENGTHS.footer) wrong("footer", "long", { limit: LENGTHS.footer });
  if (draft.footer.match(PLACE)) wrong("footer", "footer");
  checkButtons(draft.buttons, wrong);
  for (const { name, property, example } of variablesOf(draft)) {
    if (!property) wrong(`variables.${name}.property`, "property");
    if (!example.trim()) wrong(`variables.${name}.example`, "example");
  }
  return found;
}

/** What reviewers often refuse, though it is allowed. */
export function warningOf({ body, category }) {
  const text = body.trim();
  if (category === "authentication" || !text) return null;
  const edge = /^\{\{[^{}]*\}\}|\{\{[^{}]*\}\}$/.test(text);
  return edge || /\}\}\s*\{\{/.test(text) ? "template.warn.edge" : null;
}

function checkBody(body, wrong) {
  if (!body.trim()) wrong("body", "body");
  if (body.length > LENGTHS.body) wrong("body", "long", { limit: LENGTHS.body });
  if (/\n\s*\n/.test(body.trim())) wrong("body", "double");
  checkPlaces(body, "body", wrong);
}

function checkPlaces(text, field, wrong) {
  if (/\{\{|\}\}/.test(text.replace(PLACE, ""))) wrong(field, "braces");
  for (const [, name] of text.matchAll(PLACE)) if (!/^[a-z][a-z0-9_]{0,62}$/.test(name.toLowerCase())) wrong(field, "place", { name });
}

function checkHeader(header, wrong) {
  if (!header) return;
  if (FILES.includes(header.kind)) return header.sample_attachment_id ? undefined : wrong("header.sample_attachment_id", "sample");
  if (!header.text.trim()) wrong("header.text", "header");
  if (header.text.length > LENGTHS.header) wrong("header.text", "long", { limit: LENGTHS.header });
  checkPlaces(header.text, "header.text", wrong);
  if ([...header.text.matchAll(PLACE)].length > 1) wrong("header.text", "header.one");
}

function checkButtons(buttons, wrong) {
  for (const [kind, most] of Object.entries(MOST_OF)) if (buttons.filter((one) => one.kind === kind).length > most) wrong("buttons", `most.${kind}`);
  const turns = buttons.filter((one, index) => index && (one.kind === "quick_reply") !== (buttons[index - 1].kind === "quick_reply"));
  if (turns.length > 1) wrong("buttons", "together");
  const labels = buttons.filter(({ kind, text }) => kind !== "copy_code" && text.trim()).map(({ text }) => text.trim());
  if (new Set(labels).size < labels.length) wrong("buttons", "labels");
  buttons.forEach((button, index) => checkButton(button, `buttons.${index}`, wrong));
}

function checkButton({ kind, text, value }, field, wrong) {
  if (kind !== "copy_code" && !text.trim()) wrong(`${field}.text`, "label");
  if (text.length > LENGTHS.label) wrong(`${field}.text`, "long", { limit: LENGTHS.label });
  if (kind === "url" && !/^https?:\/\/[^\s/]+/.test(value)) wrong(`${field}.value`, "url");
  if (kind === "url" && ([...value.matchAll(PLACE)].length > 1 || (/\{\{/.test(value) && !value.trim().endsWith("}}")))) wrong(`${field}.value`, "url.place");
  if (kind === "phone" && !/^\+[1-9][0-9]{6,14}$/.test(value.trim())) wrong(`${field}.value`, "phone");
  if (kind === "copy_code" && (!value.trim() || value.trim().length > LENGTHS.code)) wrong(`${field}.value`, "code");
}
