/**
 * Keeps one live stream open and reopens it from the exact position it reached.
 * A fetch body instead of EventSource: it shows the status (a session that
 * ended is not a lost network) and lets us choose when to try again.
 */
import { createParser } from "./sse.js";

const SILENCE = 40 * 1000; // ms; the gateway pings every 15 s, so two were missed
const WAITS = [250, 500, 1000, 2000, 4000, 8000]; // ms before the next attempt, jittered

/**
 * @param {object} options
 * @param {() => number | null} options.position where to resume; null for "from now"
 * @param {(event: string, data: object) => void} options.onEvent
 * @param {() => void} options.onLost the connection is gone; another try follows
 * @param {() => void} options.onSignedOut the session is over; no try follows
 */
export function openStream({ position, onEvent, onLost, onSignedOut }) {
  let attempt = 0;
  let timer = 0;
  let silence = 0;
  let stop = new AbortController();
  let ended = false;

  async function connect() {
    timer = 0;
    stop = new AbortController();
    listenForSilence();
    try {
      const after = position();
      const answer = await fetch(`/api/v1/events${after === null ? "" : `?after=${after}`}`, {
        headers: { accept: "text/event-stream" }, signal: stop.signal, cache: "no-store",
      });
      if (answer.status === 401) return end(onSignedOut);
      if (answer.ok) await read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      // Lost while connecting or reading; both are handled below.
    }
    if (!ended) again();
  }

  async function read(reader) {
    const push = createParser();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      listenForSilence();
      for (const frame of push(piece.value)) {
        attempt = 0;
        onEvent(frame.event, JSON.parse(frame.data));
      }
    }
  }

  function again() {
    clearTimeout(silence);
    onLost();
    const wait = WAITS[Math.min(attempt, WAITS.length - 1)] * (0.5 + Math.random() / 2);
    attempt += 1;
    timer = setTimeout(connect, wait);
  }

  function listenForSilence() {
    clearTimeout(silence);
    silence = setTimeout(() => stop.abort(), SILENCE);
  }

  /** Tries at once, for when the browser says the network is back. */
  function hurry() {
    if (ended || !timer) return;
    clearTimeout(timer);
    timer = 0;
    connect();
  }

  /** Lets go at once, for when the browser says the network is gone. */
  function drop() {
    stop.abort();
  }

  function end(tell = () => {}) {
    ended = true;
    clearTimeout(timer);
    clearTimeout(silence);
    stop.abort();
    tell();
  }

  connect();
  return { hurry, drop, close: () => end() };
}
