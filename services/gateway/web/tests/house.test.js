/** The rules of the house that a reader would otherwise have to check. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const WEB = new URL("../", import.meta.url);
const read = (folder) => readdirSync(new URL(folder, WEB)).map((name) => [name, readFileSync(new URL(`${folder}/${name}`, WEB), "utf8")]);
const drawn = [...read("views"), ...read("components")];

test("every icon that is used is in the sprite, and no other", () => {
  const sprite = readFileSync(new URL("icons/sprite.svg", WEB), "utf8");
  const shipped = [...sprite.matchAll(/<symbol id="([^"]+)"/g)].map(([, id]) => id);
  const text = drawn.map(([, source]) => source).join("\n");

  for (const id of shipped) assert.ok(text.includes(`"${id}"`), `${id} is shipped and not used`);
  for (const [, id] of text.matchAll(/(?:icon|<\$\{Icon\} name)="([^"]+)"/g)) assert.ok(shipped.includes(id), `${id} is used and not shipped`);
});

test("state knows neither views nor the browser", () => {
  for (const [name, source] of read("state")) {
    assert.doesNotMatch(source, /from "\.\.\/(views|components|lib)\//, name);
    assert.doesNotMatch(source, /\b(document|window|localStorage|navigator|fetch)[.(]/, name);
  }
});

test("components take props: they neither fetch nor read the state", () => {
  for (const [name, source] of read("components")) assert.doesNotMatch(source, /from "\.\.\/(state|views)\/|\bapp\.|\bfetch\(/, name);
});

test("nothing is drawn past htm, and nothing styled inline", () => {
  for (const [name, source] of drawn) assert.doesNotMatch(source, /innerHTML|dangerouslySetInnerHTML|style=/, name);
});

test("modules stay short enough to read at once", () => {
  for (const folder of ["state", "lib", "views", "components"]) {
    for (const [name, source] of read(folder)) assert.ok(source.split("\n").length <= 130, `${name} has ${source.split("\n").length} lines`);
  }
});

test("every module the page needs is preloaded, so that none waits for another", () => {
  const page = readFileSync(new URL("index.html", WEB), "utf8");
  const listed = [...page.matchAll(/<link rel="modulepreload" href="\/static\/([^"]+)"/g)].map(([, path]) => path);
  const vendored = [...page.matchAll(/": "\/static\/([^"]+)"/g)].map(([, path]) => path);

  assert.deepEqual(listed.toSorted(), [...reached("main.js")].filter((path) => path !== "main.js").concat(vendored).toSorted());
});

/** The modules that one imports, directly or through others. */
function reached(path, known = new Set()) {
  if (known.has(path)) return known;
  known.add(path);
  const source = readFileSync(new URL(path, WEB), "utf8");
  for (const [, to] of source.matchAll(/^(?:import|export)[^;]*?from "(\.[^"]+)"/gm)) {
    reached(new URL(to, new URL(path, WEB)).href.slice(WEB.href.length), known);
  }
  return known;
}
