/** A voice note or a piece of sound: its shape, its length, and how fast it plays. */
import { useEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { peaksOf } from "../lib/peaks.js";
import { classes } from "../lib/text.js";
import { playTime } from "../lib/time.js";
import { FileState } from "./file-state.js";
import { Icon } from "./icon.js";
import { Progress } from "./progress.js";
import { Waveform } from "./waveform.js";

const SPEEDS = [1, 1.5, 2];
const BARS = 44;

export function SoundPlayer({ attachment, onFetch, upload, local }) {
  const { state, voice, file_name } = attachment;
  if (state !== "ready") return html`<div class="sound sound--absent"><${FileState} attachment=${attachment} onFetch=${onFetch} /></div>`;
  return html`<div class="sound-box">
    ${!voice && file_name && html`<span class="sound__name"><${Icon} name="music" size=${14} />${file_name}</span>`}
    <${Player} attachment=${attachment} address=${local ?? attachment.playable_url ?? attachment.url} upload=${upload} />
  </div>`;
}

function Player({ attachment, address, upload }) {
  const sound = useRef(null);
  const { playing, at, length, broken, watch } = usePlaying(attachment.duration_seconds);
  const [speed, setSpeed] = useState(1);
  const peaks = usePeaks(sound, address);
  const part = length ? at / length : 0;

  function toggle() {
    if (playing) return sound.current.pause();
    for (const other of document.querySelectorAll("audio, video")) if (other !== sound.current) other.pause();
    sound.current.playbackRate = speed;
    return sound.current.play().catch(() => {});
  }
  function faster() {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
    setSpeed(next);
    sound.current.playbackRate = next;
  }
  function seek(event) {
    sound.current.currentTime = Number(event.currentTarget.value) * length;
  }

  const time = playTime(playing || at > 0 ? at : length, language.value);
  return html`<div class=${classes("sound", attachment.voice && "sound--voice")}>
    <audio ref=${sound} src=${address} preload="none" ...${watch}></audio>
    <span class="sound__lead">
      <button type="button" class="sound__play" aria-label=${t(playing ? "sound.pause" : "sound.play")} onClick=${toggle}><${Icon} name=${playing ? "pause" : "play"} size=${20} /></button>
      ${upload && html`<${Progress} part=${upload.progress} onCancel=${upload.cancel} />`}
    </span>
    <span class="sound__shape">
      <${Waveform} peaks=${peaks} count=${BARS} part=${part} />
      <input class="sound__seek" type="range" min="0" max="1" step="0.01" value=${part} aria-label=${t("sound.seek")} aria-valuetext=${time} onInput=${seek} />
    </span>
    <span class="sound__foot">
      <span class="sound__time">${broken ? t("sound.broken") : time}</span>
      <button type="button" class="sound__speed" aria-label=${t("sound.speed", { speed })} onClick=${faster}>${speed}×</button>
    </span>
  </div>`;
}

/** Follows an audio element. */
function usePlaying(told) {
  const [state, setState] = useState({ playing: false, at: 0, length: told, broken: false });
  const set = (patch) => setState((before) => ({ ...before, ...patch }));
  const watch = {
    onPlay: () => set({ playing: true }), onPause: () => set({ playing: false }), onError: () => set({ broken: true, playing: false }),
    onEnded: () => set({ playing: false, at: 0 }),
    onTimeUpdate: ({ currentTarget }) => set({ at: currentTarget.currentTime }),
    onLoadedMetadata: ({ currentTarget }) => Number.isFinite(currentTarget.duration) && set({ length: currentTarget.duration }),
  };
  return { ...state, watch };
}

/** The shape of the sound, read once it comes into view. */
function usePeaks(box, address) {
  const [peaks, setPeaks] = useState(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      watcher.disconnect();
      peaksOf(address, BARS).then(setPeaks);
    }, { rootMargin: "200px" });
    watcher.observe(box.current.parentElement);
    return () => watcher.disconnect();
  }, [address]);
  return peaks;
}
