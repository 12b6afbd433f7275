/** Whether a channel works, in a word and in sentences that say how to mend it. */
import { has, language, t } from "../i18n/i18n.js";
import { ago } from "../lib/ago.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { number } from "../lib/time.js";
import { Icon } from "./icon.js";

/** A dot and a word. */
export function HealthState({ channel }) {
  const state = channel.stopped ? "stopped" : channel.health === "connected" && channel.canary?.good === false ? "troubled" : channel.health;
  return html`<span class=${`state state--${state}`}><span class="state__dot" aria-hidden="true"></span>${t(`health.${state}`)}</span>`;
}

/** The last round trip, and what is wrong if anything is. */
export function HealthWords({ channel, now }) {
  const { stopped, health, health_detail, canary } = channel;
  return html`<div class="health">
    ${stopped && html`<p class="health__line health__line--warn"><${Icon} name="circle-pause" />${t("channels.stopped.text")}</p>`}
    ${health === "disconnected" && html`<${Trouble} title=${t("health.cut")} words=${health_detail} mend=${t(mendOf(channel.kind))} />`}
    ${canary && (canary.good || health === "disconnected") && html`<p class=${classes("health__line", canary.good && "health__line--good")}>
      <${Icon} name="activity" />${t(canary.good ? "canary.good" : "canary.when", { count: number(canary.milliseconds, language.value), when: ago(canary.check_time, now, language.value) })}
    </p>`}
    ${canary && !canary.good && health !== "disconnected" && html`<${Trouble} title=${t("canary.bad", { when: ago(canary.check_time, now, language.value) })} words=${canary.detail} mend=${t("canary.mend")} />`}
  </div>`;
}

function Trouble({ title, words, mend }) {
  return html`<div class="trouble">
    <${Icon} name="triangle-alert" />
    <div>
      <p class="trouble__title">${title}</p>
      ${words && html`<p class="trouble__words">${t("trouble.words", { detail: words })}</p>`}
      <p>${mend}</p>
    </div>
  </div>`;
}

function mendOf(kind) {
  const key = `mend.${kind}`;
  return has(key) ? key : "mend.other";
}
