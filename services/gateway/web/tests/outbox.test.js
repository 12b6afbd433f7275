import assert from "node:assert/strict";
import { test } from "node:test";
import { signedIn } from "./app.js";
import { conversation, message, refusal } from "./builders.js";

const POST = "POST /conversations/cv_1/messages";
const stored = ({ request_id, text }) => ({
  message: message({ id: "ms_9", sequence: 9, direction: "outbound", status: "queued", request_id, text }),
  conversation: conversation({ sequence: 9 }),
});

test("MSG-1: a text shows at once and resolves in place", async () => {
  const { app } = await signedIn({ [POST]: stored });
  await app.open("cv_1");

  const sending = app.outbox.send("cv_1", "hello");
  assert.equal(app.outbox.of("cv_1")[0].status, "sending");
  await sending;

  assert.deepEqual(app.outbox.of("cv_1"), []);
  assert.equal(app.threads.get("cv_1").messages.at(-1).text, "hello");
});

test("a send that failed is tried again under the same request id", async () => {
  const { app, api } = await signedIn({ [POST]: refusal(0, "OFFLINE") });

  await app.outbox.send("cv_1", "hello");
  assert.equal(app.outbox.of("cv_1")[0].status, "failed");

  api.answers[POST] = stored;
  await app.outbox.retry("cv_1", "rq_1");

  const tries = api.asked.filter(({ verb, path }) => `${verb} ${path}` === POST);
  assert.deepEqual(tries.map(({ given }) => given.request_id), ["rq_1", "rq_1"]);
  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("the event of the stream settles an entry whose answer was lost", async () => {
  const { app } = await signedIn({ [POST]: refusal(0, "OFFLINE") });
  await app.outbox.send("cv_1", "hello");

  app.outbox.settle(message({ request_id: "rq_1" }));

  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("the stale-reply guard holds the text, and sends it with what is seen now", async () => {
  const { app, api } = await signedIn({ [POST]: refusal(409, "STALE_REPLY", { last_inbound_sequence: "7" }) });
  await app.outbox.send("cv_1", "hello");
  assert.equal(app.outbox.of("cv_1")[0].status, "held");

  api.answers[POST] = stored;
  await app.outbox.sendAnyway("cv_1", "rq_1");

  assert.equal(api.asked.filter(({ verb }) => verb === "POST").at(-1).given.seen_sequence, 7);
  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("a held text can be taken back for editing", async () => {
  const { app } = await signedIn({ [POST]: refusal(409, "STALE_REPLY") });
  await app.outbox.send("cv_1", "hello");

  assert.equal(app.outbox.discard("cv_1", "rq_1"), "hello");
  assert.deepEqual(app.outbox.of("cv_1"), []);
});
