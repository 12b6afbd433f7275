/**
 * Draws /api/openapi.json as a page one can browse. No library: the document
 * is ours, so only what it uses is drawn. Text is set as text, never as markup.
 */

const description = await (await fetch("/api/openapi.json")).json();
const schemas = description.components.schemas;

/** Makes an element with properties and children; strings become text. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Text in which `words` in backticks are set as code. */
function prose(text) {
  return text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
}

function nameOf(schema) {
  return schema.$ref?.split("/").at(-1);
}

/** What a schema is, in a few words; a named one is a link. */
function kind(schema) {
  const name = nameOf(schema);
  if (name) return [make("a", { href: `#schema-${name}` }, name)];
  if (schema.anyOf) return schema.anyOf.flatMap((each, at) => (at ? [" or ", ...kind(each)] : kind(each)));
  if (schema.enum) return [schema.enum.map((each) => JSON.stringify(each)).join(" | ")];
  if ("const" in schema) return [JSON.stringify(schema.const)];
  if (schema.type === "array") return ["list of ", ...kind(schema.items)];
  if (schema.type === "object" && schema.additionalProperties) return ["map"];
  return [schema.type ?? "any"];
}

/** The bounds that a schema sets, such as `1–100`. */
function bounds(schema) {
  const found = [];
  const low = schema.minimum ?? schema.minLength;
  const high = schema.maximum ?? schema.maxLength ?? schema.maxItems;
  if (low !== undefined || high !== undefined) found.push(`${low ?? ""}–${high ?? ""}`);
  if (schema.pattern) found.push(schema.pattern);
  if (schema.default !== undefined && schema.default !== null && schema.default !== "") {
    found.push(`default ${JSON.stringify(schema.default)}`);
  }
  return found.join(", ");
}

function row(name, schema, required, text) {
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, make("code", {}, name), required ? make("span", { className: "required" }, " required") : null),
    make("td", {}, ...kind(schema)),
    make("td", { className: "bounds" }, bounds(schema)),
    make("td", {}, ...prose(text ?? schema.description ?? "")),
  );
}

function table(caption, rows) {
  return rows.length ? make("table", {}, make("caption", {}, caption), make("tbody", {}, ...rows)) : null;
}

function members(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, each]) => row(name, each, required.has(name)));
}

function answers(operation) {
  const rows = Object.entries(operation.responses).map(([status, each]) => {
    const content = Object.entries(each.content ?? {})[0];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, make("code", {}, status)),
      make("td", {}, ...(content ? (content[1].schema.$ref ? kind(content[1].schema) : [content[0]]) : ["nothing"])),
      make("td", { className: "bounds" }, ""),
      make("td", {}, ...prose(each.description)),
    );
  });
  return table("Answers", rows);
}

function operationOf(path, method, operation) {
  const id = `${method}-${path}`;
  const body = operation.requestBody?.content["application/json"].schema;
  return make(
    "section",
    { id, className: "operation" },
    make("h3", {}, make("span", { className: `method method--${method}` }, method.toUpperCase()), " ", make("code", {}, path)),
    make("p", {}, ...prose(operation.summary)),
    operation.description ? make("p", { className: "needs" }, ...prose(operation.description)) : null,
    table("Parameters", operation.parameters.map((each) => row(each.name, each.schema, each.required, each.description))),
    body ? table("Body", members(schemas[nameOf(body)] ?? body)) : null,
    answers(operation),
  );
}

function schemaOf(name) {
  const schema = schemas[name];
  return make(
    "section",
    { id: `schema-${name}`, className: "operation" },
    make("h3", {}, make("code", {}, name)),
    make("p", {}, ...prose(schema.description ?? "")),
    table("Members", members(schema)),
  );
}

function draw() {
  const main = document.getElementById("operations");
  const index = document.getElementById("index");
  document.getElementById("description").append(...prose(description.info.description));
  let tag = "";
  for (const [path, operations] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (operation.tags[0] !== tag) {
        tag = operation.tags[0];
        main.append(make("h2", {}, tag));
      }
      main.append(operationOf(path, method, operation));
      const label = `${method.toUpperCase()} ${path.replace("/api/v1", "")}`;
      index.append(make("li", {}, make("a", { href: `#${method}-${path}` }, label)));
    }
  }
  main.append(make("h2", {}, "schemas"), ...Object.keys(schemas).sort().map(schemaOf));
}

function filter(text) {
  for (const item of document.querySelectorAll("#index li")) {
    item.hidden = !item.textContent.toLowerCase().includes(text.toLowerCase());
  }
}

draw();
document.getElementById("search").addEventListener("input", (event) => filter(event.target.value));
if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
