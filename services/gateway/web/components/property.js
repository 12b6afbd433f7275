/** One property of a contact, edited in place: Enter keeps, Escape gives up. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";

/** @param {{ onSave: ((value: string) => Promise<void>) | null }} props null: read-only */
export function Property({ label, value, shown = value, options = null, long = false, onSave, type = "text" }) {
  const [editing, setEditing] = useState(false);
  const [error, setError] = useState(null);

  async function save(next) {
    setEditing(false);
    setError(null);
    if (next === value) return;
    try {
      await onSave(next);
    } catch (refusal) {
      setError(refusal);
    }
  }

  return html`<div class="property">
    <dt class="property__label">${label}</dt>
    <dd class="property__value">
      ${editing
        ? html`<${Editor} label=${label} value=${value} options=${options} long=${long} type=${type} onSave=${save} onCancel=${() => setEditing(false)} />`
        : html`<${Shown} label=${label} text=${shown} onEdit=${onSave && (() => setEditing(true))} />`}
      ${error && html`<p class="property__error" role="alert">${why(error)}</p>`}
    </dd>
  </div>`;
}

function Shown({ label, text, onEdit }) {
  if (!onEdit) return html`<span class=${classes("property__text", !text && "property__text--none")}>${text || t("panel.none")}</span>`;
  return html`<button type="button" class=${classes("property__text", "property__text--editable", !text && "property__text--none")} onClick=${onEdit}>
    <span class="hidden">${t("panel.edit", { label })}</span>${text || t("panel.add")}<${Icon} name="pencil" size=${12} />
  </button>`;
}

function Editor({ label, value, options, long, type, onSave, onCancel }) {
  const input = useRef(null);
  const given = useRef(false);
  useLayoutEffect(() => {
    input.current.focus();
    input.current.select?.();
  }, []);

  const finish = (run) => {
    if (given.current) return;
    given.current = true;
    run();
  };
  const shared = {
    ref: input, class: "property__input", "aria-label": label, defaultValue: value,
    onBlur: (event) => finish(() => onSave(event.target.value.trim())),
    onKeyDown: (event) => {
      event.stopPropagation();
      if (event.key === "Escape") finish(onCancel);
      if (event.key === "Enter" && !(long && event.shiftKey)) finish(() => onSave(event.target.value.trim()));
    },
  };
  if (options) {
    return html`<select ...${shared} onChange=${(event) => finish(() => onSave(event.target.value))}>
      ${options.map(([id, name]) => html`<option value=${id} key=${id} selected=${id === value}>${name}</option>`)}
    </select>`;
  }
  return long ? html`<textarea rows="4" ...${shared}></textarea>` : html`<input type=${type} ...${shared} />`;
}
