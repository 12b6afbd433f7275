/** The body of a template, with variables put in where the cursor is. */
import { useRef } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { Menu } from "../components/menu.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { number } from "../lib/time.js";
import { LENGTHS, PROPERTIES } from "../state/template-draft.js";

export function BodyField({ draft, change, errorOf, warning }) {
  const box = useRef(null);

  function put(property) {
    const area = box.current.querySelector("textarea");
    const name = freeName(draft, property);
    const { selectionStart: start, selectionEnd: end } = area;
    const body = `${draft.body.slice(0, start)}{{${name}}}${draft.body.slice(end)}`;
    change({ body, variables: [...draft.variables.filter((one) => one.name !== name), { name, property, example: known(draft, name) }] });
    requestAnimationFrame(() => {
      area.focus();
      area.setSelectionRange(start + name.length + 4, start + name.length + 4);
    });
  }

  return html`<div class="body-field" ref=${box}>
    <${Field} as="textarea" rows="7" label=${t("template.body")} value=${draft.body} help=${t("template.body.help")} error=${errorOf("body")} onInput=${(event) => change({ body: event.currentTarget.value })} />
    <div class="body-field__foot">
      <${Menu} label=${t("template.put")} above button=${(toggle) => html`<${Button} small icon="plus" ...${toggle}>${t("template.put")}</${Button}>`}>
        ${(close) => PROPERTIES.map((name) => html`<button type="button" role="menuitem" class="menu__item" key=${name} onClick=${() => {
          close(false);
          put(name);
        }}>${t(`property.of.${name}`)}</button>`)}
      </${Menu}>
      <span class="body-field__count">${number(draft.body.length, language.value)} / ${number(LENGTHS.body, language.value)}</span>
    </div>
    ${warning && html`<p class="notice notice--warn">${t(warning)}</p>`}
  </div>`;
}

/** A name for a new place: of its property, or numbered when the agent is asked. */
function freeName({ variables }, property) {
  if (property !== "ask") return property.split(".").join("_").replace(/^contact_/, "");
  let count = 1;
  while (variables.some(({ name }) => name === `value_${count}`)) count += 1;
  return `value_${count}`;
}

function known({ variables }, name) {
  return variables.find((one) => one.name === name)?.example ?? "";
}
