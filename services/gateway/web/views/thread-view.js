/** The conversation in hand: who, what was said, and the answer being written. */
import { Button } from "../components/button.js";
import { Empty, Failed } from "../components/empty.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ComposerView } from "./composer-view.js";
import { LightboxView } from "./lightbox-view.js";
import { MessagesView } from "./messages-view.js";
import { ThreadHead } from "./thread-head-view.js";

export function ThreadView({ app, empty }) {
  const conversation = app.conversation.value;
  const { id } = app.place.value;
  return html`<main class="thread" id="main" tabindex="-1">
    ${conversation ? html`<${Conversation} app=${app} conversation=${conversation} />` : id ? html`<${Unknown} app=${app} id=${id} />` : empty}
  </main>`;
}

function Conversation({ app, conversation }) {
  return html`<${ThreadHead} app=${app} conversation=${conversation} />
    <${Refusal} app=${app} conversation=${conversation} />
    <${MessagesView} app=${app} conversation=${conversation} key=${conversation.id} />
    <${ComposerView} app=${app} conversation=${conversation} key=${`composer-${conversation.id}`} />
    <${LightboxView} app=${app} />`;
}

/** Why the last act here was refused, where it happened. */
function Refusal({ app, conversation }) {
  const refusal = app.actions.refusals.value.get(conversation.id);
  if (!refusal) return null;
  const { facts, reason } = refusal.error;
  const name = app.roster.nameOf(facts.assignee_id || conversation.assignee_id) || t("somebody");
  return html`<div class="notice notice--bad thread__refusal" role="alert">
    <span><strong>${t(`refused.${refusal.verb}`)}</strong> ${why({ reason, facts: { ...facts, name } })}</span>
    <${Button} small kind="quiet" onClick=${() => app.actions.dismiss(conversation.id)}>${t("understood")}</${Button}>
  </div>`;
}

function Unknown({ app, id }) {
  const error = app.missing.value;
  if (!error) return html`<div class="thread__wait" aria-busy="true"></div>`;
  if (error.status === 404) return html`<${Empty} icon="search" title=${t("thread.missing")} text=${t("thread.missing.text")} />`;
  return html`<${Failed} text=${why(error)} retry=${t("retry")} onRetry=${() => app.open(id)} />`;
}
