/** The live stream: dropped, hurried, never open twice. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { openStream } from "../lib/stream.js";

const usual = globalThis.fetch;
let network;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  network = { up: true, open: 0, asked: [] };
  globalThis.fetch = async (address, { signal }) => {
    network.asked.push(address);
    if (!network.up) throw new TypeError("network");
    network.open += 1;
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('event: ready\ndata: {"position":7}\n\n'));
        signal.addEventListener("abort", () => {
          network.open -= 1;
          stream.error(signal.reason);
        });
      },
    });
    return new Response(body);
  };
});

afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = usual;
});

function open() {
  const heard = [];
  const stream = openStream({
    position: () => 7, onEvent: (event) => heard.push(event), onLost: () => heard.push("lost"), onSignedOut() {},
  });
  return { stream, heard };
}

/** Lets everything that waits for nothing but its turn happen. */
const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));

test("a stream is lost the moment the network goes, and comes back with it", async () => {
  const { stream, heard } = open();
  await settled();
  network.up = false;
  stream.drop();
  await settled();
  assert.deepEqual(heard, ["ready", "lost"]);

  network.up = true;
  stream.hurry();
  await settled();

  assert.deepEqual(heard, ["ready", "lost", "ready"]);
  assert.equal(network.open, 1);
  stream.close();
});

test("hurrying a stream that is open again does not open another", async () => {
  const { stream } = open();
  await settled();
  stream.drop();
  await settled();
  mock.timers.tick(10_000);
  await settled();
  assert.equal(network.open, 1);

  stream.hurry();
  await settled();

  assert.equal(network.open, 1);
  assert.deepEqual(network.asked, ["/api/v1/events?after=7", "/api/v1/events?after=7"]);
  stream.close();
});
