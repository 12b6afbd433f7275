/** Records a voice note with the browser's microphone. */
import { el, icon } from "./dom.js";
import { t } from "./strings.js";

/**
 * Records over `line`, which shows the time meanwhile.
 *
 * Returns the file, or null if the person discarded it. Throws when there is no
 * microphone, or it may not be used.
 */
export async function record(line) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const before = [...line.childNodes];
  const time = el("span", { class: "compose__time", role: "timer" }, "0:00");
  const started = Date.now();
  const ticking = setInterval(() => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 250);
  const kept = await new Promise((resolve) => {
    const discard = el("button", { class: "compose__round", type: "button", "aria-label": t("discard"), onclick: () => resolve(false) }, icon("close"));
    const stop = el("button", { class: "compose__send", type: "button", "aria-label": t("stop"), onclick: () => resolve(true) }, icon("send"));
    line.replaceChildren(discard, time, stop);
    stop.focus();
    recorder.start();
  });
  clearInterval(ticking);
  const ended = new Promise((resolve) => Object.assign(recorder, { onstop: resolve }));
  recorder.stop();
  await ended;
  stream.getTracks().forEach((track) => track.stop());
  line.replaceChildren(...before);
  return kept ? new File(pieces, "voice.webm", { type: recorder.mimeType }) : null;
}
