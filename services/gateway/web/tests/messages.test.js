import assert from "node:assert/strict";
import { test } from "node:test";
import { signedIn } from "./app.js";
import { conversation, fed, message, refusal } from "./builders.js";

const PAGE = "GET /conversations/cv_1/messages";
const REACT = "PUT /conversations/cv_1/messages/ms_1/reaction";
const RETRY = "POST /conversations/cv_1/messages/ms_1/retry";
const theirs = { user_id: null, emoji: "❤️", react_time: null };

async function opened(facts, answers = {}, rows = undefined) {
  const said = message({ reactions: [theirs], ...facts });
  const found = await signedIn({ [PAGE]: { items: [said], next_cursor: null }, ...answers }, rows);
  await found.app.open("cv_1");
  await new Promise((done) => setTimeout(done));
  return { ...found, said, now: () => found.app.threads.get("cv_1").messages[0] };
}

test("a reaction shows at once beside the person's, and is taken back the same way", async () => {
  const { app, api, said, now } = await opened({}, { [REACT]: ({ emoji }) => ({ message: message({ reactions: [theirs, ...(emoji ? [{ user_id: "us_ana", emoji }] : [])] }) }) });

  const reacting = app.acts.react("cv_1", said, "👍");
  assert.deepEqual(now().reactions.map(({ emoji }) => emoji), ["❤️", "👍"]);
  await reacting;
  await app.acts.react("cv_1", now(), "");

  assert.deepEqual(now().reactions.map(({ emoji }) => emoji), ["❤️"]);
  assert.deepEqual(api.asked.filter(({ verb }) => verb === "PUT").map(({ given }) => given.emoji), ["👍", ""]);
});

test("a refused reaction is gone again, and says why", async () => {
  const { app, said, now } = await opened({}, { [REACT]: refusal(409, "WINDOW_ENDED") });

  await app.acts.react("cv_1", said, "👍");

  assert.deepEqual(now().reactions, [theirs]);
  assert.equal(app.toasts.toasts.value[0].error.reason, "WINDOW_ENDED");
});

test("MSG-6: a failed message is sent again as the same message; late news of the first try change nothing", async () => {
  const failed = { direction: "outbound", status: "failed", retries: 0 };
  const { app, said, now } = await opened(failed, { [RETRY]: { message: message({ ...failed, status: "queued", retries: 1 }) } });

  const retrying = app.acts.retry("cv_1", said);
  assert.equal(now().status, "queued");
  await retrying;
  app.threads.receive(message({ ...failed }));
  assert.deepEqual([now().status, now().retries], ["queued", 1]);

  app.threads.receive(message({ ...failed, status: "failed", retries: 1 }));
  assert.equal(now().status, "failed");
});

test("MSG-6: a message that may not be sent again stays failed, with the reason", async () => {
  const { app, said, now } = await opened({ direction: "outbound", status: "failed" }, { [RETRY]: refusal(409, "WINDOW_ENDED") });

  await app.acts.retry("cv_1", said);

  assert.equal(now().status, "failed");
  assert.equal(app.acts.refusals.value.get("ms_1").reason, "WINDOW_ENDED");
});

test("a file is asked for once more, and is there", async () => {
  const content = { attachments: [{ id: "at_1", state: "failed", reason: "FETCH_FAILED" }] };
  const { app, said, now } = await opened({ kind: "image", content }, { "POST /media/at_1/fetch": { id: "at_1", state: "ready" } });

  const fetching = app.acts.fetchFile("cv_1", said, "at_1");
  assert.equal(now().content.attachments[0].state, "waiting");
  await fetching;

  assert.equal(now().content.attachments[0].state, "ready");
});

test("a quoted message is looked for in older pages until it is found", async () => {
  const pages = { undefined: { items: [message({ id: "ms_3", sequence: 3 })], next_cursor: "a" }, a: { items: [message({ id: "ms_2", sequence: 2 })], next_cursor: "b" }, b: { items: [message({ sequence: 1 })], next_cursor: null } };
  const { app } = await signedIn({ [PAGE]: ({ cursor }) => pages[cursor ?? undefined] });
  await app.threads.open("cv_1");

  assert.equal(await app.threads.reach("cv_1", "ms_1"), true);
  assert.equal(await app.threads.reach("cv_1", "ms_9"), false);
});

test("WIN-11: the assignee is told that the window shuts soon, nobody else", async () => {
  const { app } = await signedIn();
  const closing = (position, assignee_id) => ({ position, conversation: fed({ sequence: position, assignee_id, window_close_time: "2026-03-10T12:30:00.000Z" }), minutes_left: 30 });

  app.live.apply("window_closing", closing(11, "us_bruno"));
  assert.deepEqual(app.toasts.toasts.value, []);
  app.live.apply("window_closing", closing(12, "us_ana"));

  assert.deepEqual(app.toasts.toasts.value[0].facts, { name: "Mariana", count: 30 });
  await app.toasts.toasts.value[0].act.run();
  assert.equal(app.place.value.id, "cv_1");
});

test("TPL-6: a template that lost its approval leaves the choice at once", async () => {
  const template = { id: "tp_1", state: "approved" };
  const { app } = await signedIn({ "GET /conversations/cv_1/templates": { items: [{ template, values: {}, missing: [] }] } });
  await app.templates.open("cv_1");
  assert.equal(app.templates.get("cv_1").items.length, 1);

  app.live.apply("template_changed", { template: { ...template, state: "paused" } });

  assert.deepEqual(app.templates.get("cv_1").items, []);
});

test("files wait in their conversation, in order, until they are taken", async () => {
  const { app } = await signedIn({}, [conversation(), conversation({ id: "cv_2" })]);

  await app.tray.add("cv_1", [{ name: "a.png", size: 3 }, { name: "b.png", size: 4 }]);
  await app.tray.add("cv_2", [{ name: "c.png", size: 5 }]);
  app.tray.change("cv_1", app.tray.of("cv_1")[0].key, { caption: "look" });

  assert.deepEqual(app.tray.of("cv_1").map(({ name, caption, address }) => [name, caption, address]), [["a.png", "look", "blob:a.png"], ["b.png", "", "blob:b.png"]]);
  assert.equal(app.tray.take("cv_1").length, 2);
  assert.deepEqual(app.tray.of("cv_1"), []);
  assert.equal(app.tray.of("cv_2").length, 1);
});
