/** The first run: three steps to the first answer. */
import { Button } from "../components/button.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";

export function FirstSteps({ app }) {
  const go = (page) => app.go({ screen: "settings", page });
  const connected = app.roster.channels.value.length > 0;
  const invited = app.roster.agents.value.length > 1;
  const steps = [
    ["channels", connected, app.session.may("channels.manage") && (() => go("channels"))],
    ["users", invited, app.session.may("users.manage") && (() => go("users"))],
    ["answer", false, null],
  ];
  return html`<section class="first-steps">
    <h2 class="first-steps__title">${t("first.title")}</h2>
    <ol class="first-steps__list">
      ${steps.map(([name, done, run], index) => html`<li class=${`first-steps__step ${done ? "first-steps__step--done" : ""}`} key=${name}>
        <span class="first-steps__number">${done ? "✓" : index + 1}</span>
        <span><strong>${t(`first.${name}`)}</strong><span class="first-steps__text">${t(`first.${name}.text`)}</span></span>
        ${run && !done && html`<${Button} small onClick=${run}>${t(`first.${name}.go`)}</${Button}>`}
      </li>`)}
    </ol>
  </section>`;
}
