/** The line at the foot of the phone: text, files, voice, and what is answered. */
import { attachments, kindOfFile } from "./attaching.js";
import { el, icon } from "./dom.js";
import { notify, openMenu } from "./menu.js";
import { record } from "./recorder.js";
import { t } from "./strings.js";

/**
 * Draws the composer and returns `{element, quote(message), focus()}`.
 *
 * `verbs` is `{write(body), upload(file), refer(body)}`; `customer()` is whose
 * phone it is.
 */
export function createComposer(channel, customer, verbs) {
  let quoted = null;
  const text = el("textarea", {
    class: "compose__text", rows: "1", maxlength: "4096", placeholder: t("write"), "aria-label": t("write"), oninput: showAction,
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
  });
  const picker = el("input", { type: "file", hidden: true, onchange: sendPicked });
  const strip = el("div", { class: "compose__quote", hidden: true });
  const attach = el("button", { class: "compose__round", type: "button", "aria-label": t("attach"), "aria-haspopup": "menu", onclick: openAttach }, icon("plus"));
  const action = el("button", { class: "compose__send" });
  const line = el("div", { class: "compose__line" }, attach, text, action);
  const form = el("form", { class: "compose", onsubmit: (event) => { event.preventDefault(); submit(); } }, strip, line, picker);
  showAction();

  function showAction() {
    const empty = text.value.trim() === "";
    action.setAttribute("aria-label", t(empty ? "record" : "send"));
    action.replaceChildren(icon(empty ? "mic" : "send"));
  }

  function quote(message) {
    quoted = message;
    strip.hidden = message === null;
    const close = el("button", { type: "button", "aria-label": t("close"), onclick: () => quote(null) }, icon("close"));
    strip.replaceChildren(el("span", {}, message?.text || t("reply")), close);
    if (message) text.focus();
  }

  async function send(body) {
    const words = text.value;
    if ("text" in body) text.value = "";
    const sent = await verbs.write({ quoted_id: quoted?.id ?? "", ...body });
    if (sent) quote(null);
    else text.value ||= words;
    showAction();
    text.focus({ preventScroll: true });
  }

  async function submit() {
    const words = text.value.trim();
    if (words !== "") await send({ text: words });
    else await speak();
  }

  async function speak() {
    const file = await record(line).catch(() => undefined);
    if (file === undefined) {
      notify(t("micDenied"));
      await send({ kind: "voice" });
    } else if (file !== null) {
      const { media_id } = await verbs.upload(file);
      await send({ kind: "voice", media_ids: [media_id] });
    }
  }

  async function sendPicked() {
    const [file] = picker.files;
    picker.value = "";
    if (!file) return;
    const { media_id } = await verbs.upload(file);
    await send({ kind: kindOfFile(file), text: text.value.trim(), media_ids: [media_id] });
  }

  function openAttach() {
    const acts = { send, refer: verbs.refer, pickFile: () => picker.click(), text: () => text.value.trim() };
    openMenu(attach, attachments(channel, customer(), acts)).classList.add("menu--wide");
  }

  return { element: form, quote, focus: () => text.focus({ preventScroll: true }) };
}
