/** Recording a voice note: a meter while it runs, hearing it before it goes, or why it cannot be. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, IconButton } from "../components/button.js";
import { SoundPlayer } from "../components/sound-player.js";
import { Waveform } from "../components/waveform.js";
import { language, t } from "../i18n/i18n.js";
import { freeAddress, makeAddress } from "../lib/addresses.js";
import { html } from "../lib/html.js";
import { record, refusal } from "../lib/recorder.js";
import { playTime } from "../lib/time.js";

const BARS = 44;
const BEAT = 80; // ms from bar to bar
const LONGEST = 15 * 60; // seconds; then it stops by itself

export function RecorderView({ app, conversation, onDone }) {
  const { id } = conversation;
  const [state, setState] = useState({ name: "asking" });
  const run = useRef(null);
  const heard = useRef(null);
  const box = useRef(null);

  useEffect(() => {
    let gone = false;
    record().then(
      (recorder) => {
        run.current = recorder;
        if (gone) recorder.cancel();
        else setState({ name: "running" });
      },
      (error) => setState({ name: "refused", reason: refusal(error) }),
    );
    return () => {
      gone = true;
      keep(app, id, run.current, heard.current); // the window ended, or another conversation was opened: it waits among the files (ATT-1)
    };
  }, []);
  useEffect(() => box.current?.querySelector(".button--primary")?.focus(), [state.name]);

  async function stop() {
    const recorder = run.current;
    run.current = null;
    const seconds = recorder.seconds();
    const file = await recorder.stop();
    heard.current = itemOf(file, seconds);
    setState({ name: "heard" });
  }
  function cancel() {
    run.current?.cancel();
    run.current = null;
    heard.current = null;
    onDone();
  }
  function send() {
    const item = heard.current;
    heard.current = null;
    app.outbox.send(id, { kind: "media", file: { ...item, address: makeAddress(item.blob) }, quoted: app.tray.quoteOf(id) });
    app.tray.quote(id, null);
    onDone();
  }

  if (state.name === "refused") return html`<div class="recorder recorder--refused" role="alert"><span>${t(`reason.${state.reason}`)}</span><${Button} small onClick=${onDone}>${t("understood")}</${Button}></div>`;
  if (state.name === "heard") return html`<div ref=${box}><${Heard} item=${heard.current} onDrop=${cancel} onSend=${send} /></div>`;
  return html`<div class="recorder" ref=${box} role="group" aria-label=${t("record")} onKeyDown=${(event) => event.key === "Escape" && (event.preventDefault(), cancel())}>
    <${IconButton} icon="trash-2" label=${t("record.drop")} onClick=${cancel} />
    ${state.name === "asking" ? html`<span class="recorder__asking" role="status">${t("record.asking")}</span>` : html`<${Meter} recorder=${run.current} onFull=${stop} />`}
    <${Button} kind="primary" icon="square" disabled=${state.name === "asking"} onClick=${stop}>${t("record.stop")}</${Button}>
  </div>`;
}

function Meter({ recorder, onFull }) {
  const [{ levels, seconds }, setState] = useState({ levels: [], seconds: 0 });
  useEffect(() => {
    const beat = setInterval(() => {
      if (recorder.seconds() >= LONGEST) return onFull();
      return setState((before) => ({ levels: [...before.levels, recorder.level()].slice(-BARS), seconds: recorder.seconds() }));
    }, BEAT);
    return () => clearInterval(beat);
  }, []);
  return html`<span class="recorder__run"><span class="recorder__dot" aria-hidden="true"></span><span class="recorder__time" role="timer" aria-label=${t("record.running")}>${playTime(seconds, language.value)}</span>
    <${Waveform} peaks=${[...Array(BARS - levels.length).fill(0), ...levels]} count=${BARS} part=${1} /></span>`;
}

function Heard({ item, onDrop, onSend }) {
  const [address] = useState(() => makeAddress(item.blob));
  useEffect(() => () => freeAddress(address), []);
  const attachment = { id: address, state: "ready", url: address, voice: true, duration_seconds: item.seconds, playable_url: null };
  return html`<div class="recorder" role="group" aria-label=${t("record.hear")}>
    <${IconButton} icon="trash-2" label=${t("record.drop")} onClick=${onDrop} />
    <span class="recorder__run"><${SoundPlayer} attachment=${attachment} /></span>
    <${Button} kind="primary" icon="send-horizontal" onClick=${onSend}>${t("composer.send")}</${Button}>
  </div>`;
}

function itemOf(file, seconds) {
  return { blob: file, name: file.name, size: file.size, kind: "audio", media_type: file.type.split(";")[0], voice: true, seconds };
}

async function keep(app, id, recorder, heard) {
  const seconds = recorder?.seconds();
  const item = recorder ? itemOf(await recorder.stop(), seconds) : heard;
  if (!item) return;
  const { blob, ...facts } = item;
  app.tray.add(id, [blob], facts);
}
