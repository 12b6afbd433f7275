/** One conversation in the list, 64 px tall. */
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { duration, fullTime, shortTime, timeLeft } from "../lib/time.js";
import { Avatar } from "./avatar.js";
import { Icon } from "./icon.js";
import { KindSummary } from "./kind-summary.js";

export function ConversationRow({ conversation, now, open, cursor, moved, draft, files = 0, timed = false, assignee, windowState, onOpen, onPoint }) {
  const { contact, unread, channel } = conversation;
  return html`<li class="row-item">
    <button
      type="button"
      class=${classes("row", open && "row--open", unread && "row--unread", moved && "row--moved")}
      aria-current=${open ? "true" : null}
      data-id=${conversation.id}
      tabindex=${cursor ? 0 : -1}
      onClick=${onOpen}
      onPointerEnter=${onPoint}
    >
      <${Avatar} id=${conversation.id} name=${contact.name} picture=${contact.avatar_url} channel=${channel.kind} />
      <span class="row__main">
        <span class="row__line">
          <span class="row__name">${contact.name}</span>
          <time class="row__time" datetime=${conversation.activity_time} title=${fullTime(conversation.activity_time, language.value)}>
            ${shortTime(conversation.activity_time, now, language.value)}
          </time>
        </span>
        <span class="row__line">
          <${Preview} conversation=${conversation} draft=${draft} files=${files} />
          ${(timed ? ["open", "soon", "last"] : ["soon", "last"]).includes(windowState) && html`<span class=${classes("row__window", `row__window--${windowState}`)} title=${t("window.soon")}>
            <${Icon} name="hourglass" size=${12} />${duration(timeLeft(conversation.window_close_time, now), language.value)}
          </span>`}
          ${assignee && html`<span class="row__assignee" title=${assignee.name}><${Avatar} id=${assignee.id} name=${assignee.name} size=${18} /></span>`}
          ${unread > 0 && html`<span class="count count--new">${unread > 99 ? "99+" : unread}</span>`}
        </span>
      </span>
      <span class="hidden">${[channel.name, unread && t("row.unread", { count: unread }), assignee?.name].filter(Boolean).join(", ")}</span>
    </button>
  </li>`;
}

function Preview({ conversation, draft, files }) {
  if (draft || files) {
    const words = [draft, files && t("row.files", { count: files })].filter(Boolean).join(" · ");
    return html`<span class="row__preview"><${Icon} name="pencil" size=${12} /><em class="row__draft">${t("row.draft")}</em> ${words}</span>`;
  }
  const last = conversation.last_message;
  if (!last) return html`<span class="row__preview">${conversation.channel.name}</span>`;
  const words = html`<${KindSummary} kind=${last.kind} text=${last.text} attachment=${last.content?.attachments?.[0]} deleted=${Boolean(last.delete_time)} />`;
  if (last.direction !== "outbound") return html`<span class="row__preview">${words}</span>`;
  const failed = last.status === "failed";
  return html`<span class=${classes("row__preview", failed && "row__preview--failed")}>
    <${Icon} name=${failed ? "circle-alert" : "reply"} size=${12} /><span class="hidden">${failed ? t("status.failed") : t("row.ours")}</span>${words}
  </span>`;
}
