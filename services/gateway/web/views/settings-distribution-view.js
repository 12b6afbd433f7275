/** Who receives what opens, and where what reopens lands (SET-2, SET-3). */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Failed, Skeleton } from "../components/empty.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { METHODS, POLICIES } from "../state/distribution.js";

export function DistributionView({ app }) {
  const { settings, status, error, load } = app.distribution;
  useEffect(() => void load(), []);
  if (status.value === "failed") return html`<${Failed} text=${why(error.value)} retry=${t("retry")} onRetry=${load} />`;
  if (!settings.value) return html`<${Skeleton} rows=${4} label=${t("loading")} />`;
  return html`<${Form} distribution=${app.distribution} />`;
}

function Form({ distribution }) {
  const saved = distribution.settings.value;
  const [edited, setEdited] = useState(saved);
  const changed = edited.method !== saved.method || edited.reopen_policy !== saved.reopen_policy;
  const status = distribution.status.value;

  function submit(event) {
    event.preventDefault();
    distribution.save(edited);
  }

  return html`<form class="form" onSubmit=${submit}>
    <${Choice} title=${t("distribution.method")} name="method" prefix="method" values=${METHODS} chosen=${edited.method} onChoose=${(method) => setEdited({ ...edited, method })} />
    <${Choice} title=${t("distribution.policy")} name="policy" prefix="policy" values=${POLICIES} chosen=${edited.reopen_policy} onChoose=${(reopen_policy) => setEdited({ ...edited, reopen_policy })} />
    <div class="form__foot">
      <${Button} type="submit" kind="go" busy=${status === "saving"} disabled=${!changed}>${t("save")}</${Button}>
      <span class="outcome" role="status">${changed ? t("unsaved") : status === "saved" ? t("saved") : ""}</span>
      ${status === "refused" && html`<span class="outcome outcome--bad" role="alert">${why(distribution.error.value)}</span>`}
    </div>
  </form>`;
}

function Choice({ title, name, prefix, values, chosen, onChoose }) {
  return html`<fieldset class="choices">
    <legend class="choices__title">${title}</legend>
    ${values.map((value) => html`<label class="choice" key=${value}>
      <input type="radio" name=${name} value=${value} checked=${value === chosen} onChange=${() => onChoose(value)} />
      <span><strong>${t(`${prefix}.${value}`)}</strong><small>${t(`${prefix}.${value}.text`)}</small></span>
    </label>`)}
  </fieldset>`;
}
