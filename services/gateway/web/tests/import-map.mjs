/** Lets node resolve bare names as the page does: from the import map of index.html. */
import { readFileSync } from "node:fs";
import { register } from "node:module";

const WEB = new URL("../", import.meta.url);
const page = readFileSync(new URL("index.html", WEB), "utf8");
const { imports } = JSON.parse(/<script type="importmap">(.*?)<\/script>/s.exec(page)[1]);
const map = Object.fromEntries(
  Object.entries(imports).map(([name, path]) => [name, new URL(path.replace("/static/", ""), WEB).href]),
);

const hook = `
  const map = ${JSON.stringify(map)};
  export function resolve(name, context, next) {
    return map[name] ? { url: map[name], format: "module", shortCircuit: true } : next(name, context);
  }
  export async function load(url, context, next) {
    return next(url, url.startsWith(${JSON.stringify(WEB.href)}) ? { ...context, format: "module" } : context);
  }
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
