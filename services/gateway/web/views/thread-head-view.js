/** The head of the thread: who, on which channel, whose, and the one thing to do next. */
import { Avatar } from "../components/avatar.js";
import { Button, IconButton } from "../components/button.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { AssigneePicker } from "./assignee-view.js";

export function ThreadHead({ app, conversation }) {
  const { contact, channel, id } = conversation;
  const Heading = app.narrow.value ? "h1" : "h2"; // alone on a phone, it heads the page
  const handle = contact.phone || contact.handle;
  return html`<header class="thread-head">
    <span class="thread-head__back"><${IconButton} icon="arrow-left" label=${t("back")} onClick=${app.leave} /></span>
    <button type="button" class="thread-head__who" aria-expanded=${String(app.panelOpen.value)} aria-label=${t("panel.of", { name: contact.name })} onClick=${() => togglePanel(app)}>
      <${Avatar} id=${id} name=${contact.name} picture=${contact.avatar_url} size=${36} channel=${channel.kind} />
      <span class="thread-head__names">
        <${Heading} class="thread-head__name">${contact.name}</${Heading}>
        <span class="thread-head__channel">${channel.name}${handle && handle !== contact.name && html`<span class="thread-head__handle"> · ${handle}</span>`}</span>
      </span>
    </button>
    <div class="thread-head__acts">
      <${AssigneePicker} app=${app} conversation=${conversation} />
      <span class="thread-head__unread"><${IconButton} icon="mail" label=${t("act.unread")} onClick=${() => app.keepUnread(id)} /></span>
      <${MainActs} app=${app} conversation=${conversation} />
      <${IconButton} icon="panel-right" label=${t("panel")} active=${app.panelOpen.value} aria-pressed=${String(app.panelOpen.value)} onClick=${() => togglePanel(app)} />
    </div>
  </header>`;
}

function MainActs({ app, conversation }) {
  const { id, section } = conversation;
  if (section === "closed") return html`<${Button} kind="primary" icon="rotate-ccw" onClick=${() => app.reopen(id)}>${t("act.reopen")}</${Button}>`;
  const close = () => app.close(id, { goOn: !app.narrow.value });
  if (section !== "unassigned") return html`<${Close} kind="primary" onClick=${close} />`;
  return html`<${Close} kind="plain" onClick=${close} />
    <${Button} kind="primary" icon="hand" onClick=${() => app.actions.claim(id)}>${t("act.claim")}</${Button}>`;
}

/** Its words shrink with the head; its name stays whole. */
function Close({ kind, onClick }) {
  return html`<${Button} kind=${kind} icon="check" label=${t("act.close")} title=${t("act.close")} onClick=${onClick}>
    <span class="thread-head__long">${t("act.close")}</span><span class="thread-head__short">${t("close")}</span>
  </${Button}>`;
}

export function togglePanel(app) {
  app.panelOpen.value = !app.panelOpen.value;
  if (innerWidth >= 1100) app.storage.write("panel", app.panelOpen.value ? null : "shut");
}
