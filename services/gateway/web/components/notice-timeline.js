/** What a provider told of a channel: quality, limits, policy; newest first. */
import { has, language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fullTime } from "../lib/time.js";

export function NoticeTimeline({ notices }) {
  return html`<ol class="timeline">${notices.map((notice) => html`<li class=${`timeline__one timeline__one--${notice.severity}`} key=${notice.id}>
    <span class="timeline__dot" aria-hidden="true"></span>
    <p class="timeline__what">${t(has(`notice.what.${notice.what}`) ? `notice.what.${notice.what}` : "notice.what.error")}
      <span class="hidden">${t(`severity.${notice.severity === "info" ? "info" : notice.severity === "warning" ? "warning" : "error"}`)}</span>
      <time class="timeline__time" datetime=${notice.notice_time}>${fullTime(notice.notice_time, language.value)}</time></p>
    <p class="timeline__detail">${notice.detail}</p>
  </li>`)}</ol>`;
}
