/** The composer, or one calm sentence where nothing can be written. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Icon } from "../components/icon.js";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fullTime } from "../lib/time.js";
import { capabilitiesOf, windowState } from "../state/rules.js";
import { TemplatesDialog } from "./templates-view.js";
import { WriteView } from "./write-view.js";

const FAR = 2 ** 31 - 1; // ms; the longest wait a timer can keep

export function ComposerView({ app, conversation }) {
  useEnd(app, conversation.window_close_time);
  const state = windowState(conversation, app.now.value);
  if (conversation.state === "closed") return html`<${Closed} app=${app} conversation=${conversation} />`;
  if (app.roster.channelOf(conversation).stopped) return html`<${Calm} icon="circle-pause" text=${t("composer.stopped", { channel: conversation.channel.name })} />`;
  if (state === "shut") return html`<${Shut} app=${app} conversation=${conversation} />`;
  return html`<${WriteView} app=${app} conversation=${conversation} windowState=${state} />`;
}

/** Looks at the clock at the very end of the window, not a while after it (WIN-1). */
function useEnd(app, moment) {
  useEffect(() => {
    const left = Date.parse(moment ?? "") - Date.now();
    if (!(left > 0) || left > FAR) return undefined;
    const wait = setTimeout(() => (app.now.value = Date.now()), left + 5);
    return () => clearTimeout(wait);
  }, [moment]);
}

function Calm({ icon, text, children }) {
  return html`<footer class="composer composer--calm">
    <p class="composer__sentence"><${Icon} name=${icon} /><span>${text}</span></p>
    ${children}
  </footer>`;
}

function Closed({ app, conversation }) {
  const when = conversation.close_time ? fullTime(conversation.close_time, language.value) : "";
  return html`<${Calm} icon="archive" text=${t("composer.closed", { when })}>
    <${Button} icon="rotate-ccw" onClick=${() => app.reopen(conversation.id)}>${t("act.reopen")}</${Button}>
  </${Calm}>`;
}

/** Why, until when it was open, and what opens it again (WIN-2, WIN-4, WIN-6); what was written is kept. */
function Shut({ app, conversation }) {
  const { id, channel, contact, window_close_time } = conversation;
  const [choosing, setChoosing] = useState(false);
  const resumable = capabilitiesOf(app.roster.channelOf(conversation)).templates;
  const kept = app.drafts.get(id) || app.tray.of(id).length > 0;
  const facts = { when: fullTime(window_close_time, language.value), name: contact.name, channel: channel.name };
  const parts = [t("composer.shut", facts), t(resumable ? "composer.resume.text" : "composer.shut.wait", facts), kept && t("composer.kept")];
  return html`<${Calm} icon="hourglass" text=${parts.filter(Boolean).join(" ")}>
    ${resumable && html`<${Button} kind="primary" icon="layout-template" onClick=${() => setChoosing(true)}>${t("composer.resume")}</${Button}>`}
    ${choosing && html`<${TemplatesDialog} app=${app} conversation=${conversation} onClose=${() => setChoosing(false)} />`}
  </${Calm}>`;
}
