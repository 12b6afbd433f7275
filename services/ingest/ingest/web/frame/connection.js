/**
 * The socket, kept open: reconnects with growing, scattered pauses.
 * No DOM here beyond WebSocket and timers, which are handed in.
 */

const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 30_000;
const SILENCE = 60_000; // The server pings every 25 s; after this it is gone.
const FINAL = new Set([4403, 4404]); // Not welcome here: trying again is no use.

export const PROTOCOL = "recado.webchat.v1";

export function createConnection({ url, greeting, onFrame, onState, Socket = WebSocket, random = Math.random }) {
  let socket = null;
  let failures = 0;
  let timer = null;
  let silence = null;
  let over = false;

  function pause() {
    const longest = Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE);
    failures += 1;
    return longest * (0.5 + random() / 2);
  }

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), SILENCE);
  }

  function open() {
    clearTimeout(timer);
    if (over || socket) return;
    onState("connecting");
    const mine = new Socket(url, PROTOCOL);
    socket = mine;
    mine.onopen = () => mine.send(JSON.stringify(greeting()));
    mine.onmessage = (event) => {
      if (socket === mine) receive(JSON.parse(event.data));
    };
    mine.onclose = (event) => {
      if (socket === mine) closed(event.code);
    };
    listen();
  }

  function receive(frame) {
    listen();
    if (frame.ev === "ping") send({ op: "pong" });
    else {
      if (frame.ev === "welcome") {
        failures = 0;
        onState("open");
      }
      onFrame(frame);
    }
  }

  function closed(code) {
    socket = null;
    clearTimeout(silence);
    over = FINAL.has(code);
    onState(over ? "rejected" : "waiting");
    if (!over) timer = setTimeout(open, pause());
  }

  /** Sends a frame if the socket is open; says whether it did. */
  function send(frame) {
    if (socket?.readyState !== 1) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  /** Tries at once: the network is back, or the visitor is. */
  function hurry() {
    if (!socket) {
      failures = 0;
      open();
    }
  }

  return { open, send, hurry };
}
