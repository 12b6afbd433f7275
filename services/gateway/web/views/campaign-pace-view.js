/** The third step: how many at once, how often, and how many a day. */
import { Field } from "../components/field.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { duration, number } from "../lib/time.js";

const MINUTE = 60 * 1000; // ms

export function PaceStep({ given, change, errorOf }) {
  const { batch_size, minutes, daily_limit, list } = given;
  const set = (name) => (event) => change({ [name]: Number(event.currentTarget.value) });
  const batches = Math.ceil(list.people / Math.max(1, batch_size));
  const days = Math.ceil(list.people / Math.max(1, daily_limit));
  const people = t("campaign.sum.total", { count: list.people, shown: number(list.people, language.value) });
  const facts = { people, batches: number(batches, language.value), days: number(days, language.value), length: duration((batches - 1) * minutes * MINUTE, language.value) };
  return html`
    <div class="form__pair">
      <${Field} label=${t("campaign.batch_size")} type="number" min="1" max="1000" value=${batch_size} help=${t("campaign.batch_size.help")} error=${errorOf("batch_size")} onInput=${set("batch_size")} />
      <${Field} label=${t("campaign.minutes")} type="number" min="1" max="1440" value=${minutes} help=${t("campaign.minutes.help")} error=${errorOf("minutes")} onInput=${set("minutes")} />
      <${Field} label=${t("campaign.daily_limit")} type="number" min="1" max="100000" value=${daily_limit} help=${t("campaign.daily_limit.help")} error=${errorOf("daily_limit")} onInput=${set("daily_limit")} />
    </div>
    <p class="notice">${t(days > 1 ? "campaign.estimate.days" : batches > 1 ? "campaign.estimate" : "campaign.estimate.once", facts)}</p>`;
}
