/** List, thread and contact panel beside each other. */
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../components/empty.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { FirstSteps } from "./first-steps-view.js";
import { ListView } from "./list-view.js";
import { PanelView } from "./panel-view.js";
import { ThreadView } from "./thread-view.js";

const PANEL_FITS = 1240; // px of window from which the panel is open at first

export function InboxView({ app }) {
  if (!app.session.may("inbox")) {
    return html`<main class="thread" id="main" tabindex="-1"><${Empty} icon="lock" title=${t("inbox.forbidden")} text=${t("inbox.forbidden.text")} /></main>`;
  }
  return html`<div class="inbox">
    <${ListView} app=${app} />
    <${ThreadView} app=${app} empty=${html`<${NothingOpen} app=${app} />`} />
    <${Panel} app=${app} />
  </div>`;
}

function NothingOpen({ app }) {
  const counts = app.counts.counts.value;
  if (counts && Object.values(counts).every((count) => count === 0) && !app.listing.channel.value) return html`<${FirstSteps} app=${app} />`;
  return html`<${Empty} icon="message-circle" title=${t("thread.none")} text=${t("thread.none.text")} />`;
}

function Panel({ app }) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) app.panelOpen.value = innerWidth >= PANEL_FITS && app.storage.read("panel") !== "shut";
    first.current = false;
  }, []);
  if (!app.panelOpen.value || !app.conversation.value) return null;
  return html`<${PanelView} app=${app} key=${app.conversation.value.id} />`;
}
