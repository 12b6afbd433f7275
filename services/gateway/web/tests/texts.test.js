/** Every text is in three languages, and none is in a view. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { CATALOGUES } from "../i18n/i18n.js";

const WEB = new URL("../", import.meta.url);
const sources = ["views", "components", "lib"].flatMap((folder) =>
  readdirSync(new URL(folder, WEB)).map((name) => [`${folder}/${name}`, readFileSync(new URL(`${folder}/${name}`, WEB), "utf8")]),
);
const TAG = /(?<![.\w])html`/;
const keys = Object.keys(CATALOGUES.en);

for (const [name, catalogue] of Object.entries(CATALOGUES)) {
  test(`the catalogue ${name} is complete`, () => {
    assert.deepEqual(Object.keys(catalogue), keys);
    for (const key of keys) assert.deepEqual(blanks(catalogue[key]), blanks(CATALOGUES.en[key]), key);
  });
}

test("every key that is asked for exists", () => {
  for (const [file, text] of sources) {
    for (const [, key] of text.matchAll(/\bt\("([^"]+)"/g)) assert.ok(keys.includes(key), `${file}: ${key}`);
    for (const [, start] of text.matchAll(/\bt\(`([\w.]+)\$\{/g)) assert.ok(keys.some((key) => key.startsWith(start)), `${file}: ${start}`);
  }
});

test("no text of the page is written in a view or component", () => {
  for (const [file, text] of sources.filter(([name]) => !name.startsWith("lib/"))) {
    for (const found of literals(text)) assert.fail(`${file}: ${JSON.stringify(found)}`);
  }
});

function blanks(text) {
  const all = typeof text === "string" ? text : text.other;
  return [...new Set(all.match(/\{\w+\}/g) ?? [])].sort();
}

/** Words between tags, or in attributes that people read. */
function literals(source) {
  const found = [];
  for (const template of templates(source)) {
    const bare = template.replaceAll("\u0001", "");
    found.push(...bare.replace(/<[^>]*>/g, "\n").split("\n").map((line) => line.trim()).filter((line) => /\p{L}{2,}/u.test(line) && line !== "Recado"));
    found.push(...(bare.match(/(?:aria-label|title|placeholder|alt|label)="[^"]*\p{L}[^"]*"/gu) ?? []));
  }
  return found;
}

/** The html templates of a module, with every interpolation taken out. */
function templates(source) {
  const found = [];
  let rest = source;
  for (let start = rest.search(TAG); start !== -1; start = rest.search(TAG)) {
    const { text, inner, end } = scan(rest, start + 5);
    found.push(text, ...inner.flatMap(templates));
    rest = rest.slice(end);
  }
  return found;
}

function scan(source, from) {
  let text = "";
  const inner = [];
  let at = from;
  while (source[at] !== "`") {
    assert.ok(at < source.length, `a template without its end: ${source.slice(from, from + 60)}`);
    if (source.startsWith("${", at)) {
      const end = closing(source, at + 2);
      inner.push(source.slice(at + 2, end));
      text += "\u0001";
      at = end + 1;
    } else text += source[at++];
  }
  return { text, inner, end: at + 1 };
}

function closing(source, from) {
  let depth = 0;
  for (let at = from; ; at += 1) {
    if (source[at] === "`") at = scan(source, at + 1).end - 1;
    else if (source[at] === "{") depth += 1;
    else if (source[at] === "}" && depth-- === 0) return at;
  }
}
