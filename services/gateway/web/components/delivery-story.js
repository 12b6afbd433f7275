/** What happened to a message on its way out: attempts, waits, arrivals, with their times. */
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { clockSeconds, fullTime } from "../lib/time.js";
import { Icon } from "./icon.js";

const SIGNS = {
  attempt: "send-horizontal", waiting: "hourglass", sent: "check", delivered: "check-check", read: "check-check", failed: "circle-alert",
  unknown: "circle-question-mark", looked_up: "search",
};

const ENDS = ["failed", "unknown"]; // steps after which it matters what to do next

/** @param {{ story: { steps: object[], error?: object } | undefined }} props undefined while it is being read */
export function DeliveryStory({ story, failure }) {
  return html`<div class="story">
    <h3 class="story__title">${t("story")}</h3>
    ${!story && html`<p class="story__none" role="status">${t("loading")}</p>`}
    ${story?.error && html`<p class="story__none" role="alert">${failure}</p>`}
    ${story && !story.error && !story.steps.length && html`<p class="story__none">${t("story.none")}</p>`}
    <ol class="story__steps">${story?.steps.map((step, index) => html`<${Step} step=${step} key=${index} />`)}</ol>
  </div>`;
}

function Step({ step }) {
  const { what, step_time, attempt, reason, detail, retry_time } = step;
  const key = `story.${what}`;
  const words = ENDS.includes(what) && has(`reason.${reason}`) ? t(`reason.${reason}`) : "";
  return html`<li class=${`story__step story__step--${what}`}>
    <span class="story__sign"><${Icon} name=${SIGNS[what] ?? "clock"} size=${14} /></span>
    <span class="story__words">${t(has(key) ? key : "story.other", { what, attempt })}
      ${retry_time && html` <small>${t("story.again", { when: clockSeconds(retry_time, language.value) })}</small>`}
      ${words && html`<small>${words}</small>`}
      ${(detail || (reason && !words)) && html`<small class="story__detail">${detail || reason}</small>`}
    </span>
    ${step_time && html`<time class="story__time" datetime=${step_time} title=${fullTime(step_time, language.value)}>${clockSeconds(step_time, language.value)}</time>`}
  </li>`;
}
