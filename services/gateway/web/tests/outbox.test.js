import assert from "node:assert/strict";
import { test } from "node:test";
import { signedIn } from "./app.js";
import { filled } from "../state/templates.js";
import { conversation, message, refusal } from "./builders.js";

const POST = "POST /conversations/cv_1/messages";
const stored = ({ request_id, text }) => ({
  message: message({ id: "ms_9", sequence: 9, direction: "outbound", status: "queued", request_id, text }),
  conversation: conversation({ sequence: 9 }),
});

test("MSG-1: a text shows at once and resolves in place", async () => {
  const { app } = await signedIn({ [POST]: stored });
  await app.open("cv_1");

  const sending = app.outbox.send("cv_1", { kind: "text", text: "hello" });
  assert.equal(app.outbox.of("cv_1")[0].status, "sending");
  await sending;

  assert.deepEqual(app.outbox.of("cv_1"), []);
  assert.equal(app.threads.get("cv_1").messages.at(-1).text, "hello");
});

test("a send that failed is tried again under the same request id", async () => {
  const { app, api } = await signedIn({ [POST]: refusal(0, "OFFLINE") });

  await app.outbox.send("cv_1", { kind: "text", text: "hello" });
  assert.equal(app.outbox.of("cv_1")[0].status, "failed");

  api.answers[POST] = stored;
  await app.outbox.retry("cv_1", "rq_1");

  const tries = api.asked.filter(({ verb, path }) => `${verb} ${path}` === POST);
  assert.deepEqual(tries.map(({ given }) => given.request_id), ["rq_1", "rq_1"]);
  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("the event of the stream settles an entry whose answer was lost", async () => {
  const { app } = await signedIn({ [POST]: refusal(0, "OFFLINE") });
  await app.outbox.send("cv_1", { kind: "text", text: "hello" });

  app.outbox.settle(message({ request_id: "rq_1" }));

  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("the stale-reply guard holds the text, and sends it with what is seen now", async () => {
  const { app, api } = await signedIn({ [POST]: refusal(409, "STALE_REPLY", { last_inbound_sequence: "7" }) });
  await app.outbox.send("cv_1", { kind: "text", text: "hello" });
  assert.equal(app.outbox.of("cv_1")[0].status, "held");

  api.answers[POST] = stored;
  await app.outbox.sendAnyway("cv_1");

  assert.equal(api.asked.filter(({ verb }) => verb === "POST").at(-1).given.seen_sequence, 7);
  assert.deepEqual(app.outbox.of("cv_1"), []);
});

test("a held text can be taken back for editing", async () => {
  const { app } = await signedIn({ [POST]: refusal(409, "STALE_REPLY") });
  await app.outbox.send("cv_1", { kind: "text", text: "hello" });

  assert.equal(app.outbox.discard("cv_1", "rq_1").text, "hello");
  assert.deepEqual(app.outbox.of("cv_1"), []);
});

const picture = (name) => ({ kind: "media", file: { blob: new Blob(["x"]), name, address: `blob:${name}`, kind: "image", media_type: "image/png", strip: true } });
const posted = (api) => api.asked.filter(({ verb, path }) => `${verb} ${path}` === POST).map(({ given }) => given);
const settled = () => new Promise((done) => setTimeout(done));

test("ATT-2: several files become several messages, in the order they were given", async () => {
  const { app, api, uploads } = await signedIn({ [POST]: stored });
  const both = [app.outbox.send("cv_1", picture("a.png")), app.outbox.send("cv_1", picture("b.png")), app.outbox.send("cv_1", { kind: "text", text: "there" })];
  await settled();
  assert.equal(uploads.length, 1, "the second waits for the first");

  uploads[0].done("at_a");
  await both[0];
  await settled();
  uploads[1].done("at_b");
  await Promise.all(both);

  assert.deepEqual(posted(api).map(({ kind, attachment_id, text }) => [kind, attachment_id ?? text]), [["media", "at_a"], ["media", "at_b"], ["text", "there"]]);
  assert.equal(app.outbox.local.value.get("at_a"), "blob:a.png");
});

test("an upload shows how far it got, and can be stopped; nothing is posted then", async () => {
  const { app, api, uploads } = await signedIn({ [POST]: stored });
  const sending = app.outbox.send("cv_1", picture("a.png"));
  await settled();

  uploads[0].onProgress(0.4);
  assert.equal(app.outbox.of("cv_1")[0].progress, 0.4);
  app.outbox.discard("cv_1", "rq_1");
  await sending;

  assert.deepEqual(app.outbox.of("cv_1"), []);
  assert.deepEqual(posted(api), []);
});

test("a file that was uploaded is not uploaded again when the message is tried again", async () => {
  const { app, api, uploads } = await signedIn({ [POST]: refusal(503, "UNAVAILABLE") });
  const sending = app.outbox.send("cv_1", picture("a.png"));
  await settled();
  uploads[0].done("at_a");
  await sending;
  assert.equal(app.outbox.of("cv_1")[0].status, "failed");

  api.answers[POST] = stored;
  await app.outbox.retry("cv_1", "rq_1");

  assert.equal(uploads.length, 1);
  assert.deepEqual(posted(api).map(({ request_id }) => request_id), ["rq_1", "rq_1"]);
});

test("what follows a held message is held with it, and goes after it", async () => {
  const { app, api } = await signedIn({ [POST]: refusal(409, "STALE_REPLY", { last_inbound_sequence: "7" }) });
  await Promise.all(["one", "two"].map((text) => app.outbox.send("cv_1", { kind: "text", text })));
  assert.deepEqual(app.outbox.of("cv_1").map(({ status }) => status), ["held", "held"]);
  assert.equal(posted(api).length, 1);

  api.answers[POST] = stored;
  await app.outbox.sendAnyway("cv_1");

  assert.deepEqual(posted(api).slice(1).map(({ text, seen_sequence }) => [text, seen_sequence]), [["one", 7], ["two", 7]]);
});

test("WIN-3: a template goes out by its own way, and shows filled at once", async () => {
  const { app, api } = await signedIn({ "POST /conversations/cv_1/resume": stored });
  const template = { id: "tp_1", name: "back", language: "en", body: "Hi {{name}}", header: { kind: "text", text: "Shop" }, footer: "Bye", buttons: [{ text: "Yes" }] };

  const sending = app.outbox.send("cv_1", { kind: "template", filled: filled(template, { name: "Mariana" }) });
  const [entry] = app.outbox.of("cv_1");
  assert.deepEqual([entry.text, entry.content.template.header, entry.content.template.buttons], ["Hi Mariana", "Shop", ["Yes"]]);
  await sending;

  assert.deepEqual(api.asked.find(({ path }) => path.endsWith("/resume")).given, { template_id: "tp_1", variables: { name: "Mariana" }, request_id: "rq_1" });
});

test("an answer names the message it answers", async () => {
  const { app, api } = await signedIn({ [POST]: stored });

  const sending = app.outbox.send("cv_1", { kind: "text", text: "yes", quoted: message({ text: "shall we?" }) });
  assert.deepEqual(app.outbox.of("cv_1")[0].quote, { message_id: "ms_1", direction: "inbound", kind: "text", text: "shall we?" });
  await sending;

  assert.equal(posted(api)[0].reply_to_message_id, "ms_1");
});

test("a place goes out with what the gateway takes, and no more", async () => {
  const { app, api } = await signedIn({ [POST]: stored });

  await app.outbox.send("cv_1", { kind: "location", location: { latitude: -23.5, longitude: -46.6, name: "Shop", address: "", url: "" } });

  assert.deepEqual(posted(api)[0].location, { latitude: -23.5, longitude: -46.6, name: "Shop", address: "" });
});
