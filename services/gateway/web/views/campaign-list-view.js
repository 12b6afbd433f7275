/** The second step: the list, as a file that is looked at before it leaves the page. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { Icon } from "../components/icon.js";
import { language, t } from "../i18n/i18n.js";
import { guessColumns, isEmpty, parseCsv, readText } from "../lib/csv.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { number } from "../lib/time.js";
import { derivedFrom, unfilled } from "../state/campaign-columns.js";

const SHOWN = 5; // rows of the preview
const MOST_BYTES = 8 * 1024 * 1024;

export function ListStep({ given, change, errorOf }) {
  const { list, columns, template } = given;
  const names = template.variables.map(({ name }) => name);
  const [tooLarge, setTooLarge] = useState(false);

  async function take(file) {
    setTooLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    const parsed = parseCsv(await readText(file));
    change({ list: { ...parsed, file: file.name }, columns: guessColumns(parsed.head, names) });
  }
  const wanted = ["phone", "name", "opt_in", ...names.filter((name) => !["phone", "name", "opt_in"].includes(name))];
  const derived = list ? derivedFrom(template, columns) : {};
  const bare = list ? unfilled(template, columns) : [];
  const set = (name) => (event) => change({ columns: { ...columns, [name]: Number(event.currentTarget.value) } });

  return html`
    <${Drop} name=${list?.file} onFile=${take} />
    ${tooLarge && html`<p class="field__error" role="alert">${t("campaign.list.large")}</p>`}
    ${errorOf("list") && html`<p class="field__error" role="alert">${errorOf("list")}</p>`}
    ${list && html`
      <p class="outcome outcome--good" role="status">${t("campaign.list.people", { count: list.people, shown: number(list.people, language.value) })}</p>
      <fieldset class="rows-edit">
        <legend class="field__label">${t("campaign.columns")}</legend>
        <p class="field__help">${t("campaign.columns.help")}</p>
        <div class="form__pair">${wanted.map((name) => html`<${Field} key=${name} label=${label(name)} value=${String(columns[name] ?? -1)} onChange=${set(name)} error=${name === "phone" ? errorOf("phone") : null}
          options=${[["-1", t(name in derived ? (derived[name].first ? "campaign.column.first" : "campaign.column.same") : "campaign.column.empty")], ...list.head.map((title, place) => [String(place), title || t("campaign.column", { count: place + 1 })])]} />`)}</div>
      </fieldset>
      ${!(columns.opt_in >= 0) && html`<p class="notice notice--warn">${t("campaign.list.opt_in")}</p>`}
      ${bare.length > 0 && html`<p class="notice notice--warn">${t("campaign.list.bare", { names: bare.map((name) => `{{${name}}}`).join(", ") })}</p>`}
      <${Rows} list=${list} columns=${columns} wanted=${wanted} />`}`;
}

const label = (name) => (["phone", "name", "opt_in"].includes(name) ? t(`campaign.column.${name}`) : `{{${name}}}`);

/** A place to drop a file on, or to choose one. */
function Drop({ name, onFile }) {
  const input = useRef(null);
  const [over, setOver] = useState(false);
  const onDrop = (event) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const onChange = (event) => {
    const [file] = event.currentTarget.files;
    event.currentTarget.value = ""; // the same file may be chosen again, mended
    if (file) onFile(file);
  };
  return html`<div class=${classes("list-drop", over && "list-drop--over")} onDragOver=${(event) => {
    event.preventDefault();
    setOver(true);
  }} onDragLeave=${() => setOver(false)} onDrop=${onDrop}>
    <${Icon} name="upload" size=${24} />
    <p class="list-drop__title">${name ?? t("campaign.list.drop")}</p>
    <p class="field__help">${t("campaign.list.help")}</p>
    <${Button} onClick=${() => input.current.click()}>${t(name ? "campaign.list.other" : "campaign.list.choose")}</${Button}>
    <input type="file" accept=".csv,.tsv,.txt,text/csv" hidden ref=${input} aria-label=${t("campaign.list.choose")} onChange=${onChange} />
  </div>`;
}

function Rows({ list, columns, wanted }) {
  const used = wanted.filter((name) => columns[name] >= 0);
  const first = list.rows.filter((row) => !isEmpty(row)).slice(0, SHOWN);
  if (!used.length) return null;
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${t("campaign.list.first")}><table class="table">
    <caption class="table__caption">${t("campaign.list.first")}</caption>
    <thead><tr>${used.map((name) => html`<th scope="col" key=${name}>${label(name)}</th>`)}</tr></thead>
    <tbody>${first.map((row, index) => html`<tr key=${index}>${used.map((name) => html`<td key=${name}>${row[columns[name]] ?? ""}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}
