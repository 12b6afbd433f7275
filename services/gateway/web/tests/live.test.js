import assert from "node:assert/strict";
import { test } from "node:test";
import { signedIn } from "./app.js";
import { conversation, fed, message } from "./builders.js";

const added = (position, facts = {}) => ({
  position, sequence: position, message: message({ id: `ms_${position}`, sequence: position, ...facts.message }),
  conversation: fed({ sequence: position, inbound_count: position, ...facts.conversation }),
});

test("a stream starts from the position of the list, and resumes from the last event", async () => {
  const { app } = await signedIn();
  assert.equal(app.live.position(), 10);

  app.live.apply("message_added", added(11));
  assert.equal(app.live.position(), 11);

  app.live.apply("ready", { position: 14 });
  assert.equal(app.live.position(), 14);
});

test("an event that comes twice counts once", async () => {
  const { app } = await signedIn();
  await app.open("cv_1");

  for (let time = 0; time < 3; time += 1) app.live.apply("message_added", added(11));

  assert.equal(app.threads.get("cv_1").messages.length, 1);
});

test("the connection is named: catching up with a count, live, offline", async () => {
  const { app } = await signedIn();
  assert.equal(app.live.state.value, "catching");

  app.live.apply("message_added", added(11));
  assert.equal(app.live.caught.value, 1);
  app.live.apply("ready", { position: 11 });
  assert.equal(app.live.state.value, "live");

  app.live.lost();
  assert.equal(app.live.state.value, "offline");
  app.live.apply("message_added", added(12));
  assert.equal(app.live.state.value, "catching");
});

test("ASG-2: an assignment by someone else moves the row and the counts", async () => {
  const { app } = await signedIn();

  app.live.apply("assignment_changed", { position: 11, sequence: 2, conversation: fed({ sequence: 2, assignee_id: "us_bruno" }) });

  assert.equal(app.listing.rows.value.length, 0);
  assert.deepEqual(app.counts.counts.value, { unassigned: 0, mine: 0, others: 1, closed: 0 });
});

test("a gap older than the feed keeps reads everything anew", async () => {
  const { app, api } = await signedIn();
  await app.open("cv_1");
  api.answers["GET /conversations"] = { items: [conversation({ sequence: 9, assignee_id: null })], next_cursor: null, position: 90 };

  await app.reload();

  assert.equal(app.live.position(), 90);
  assert.equal(app.place.value.id, "cv_1");
});

test("AVL-1: one's own availability follows another device", async () => {
  const { app } = await signedIn();

  app.live.apply("attendant_changed", { agent: { id: "us_ana", name: "Ana", available: false, online: true, load: 2, capacity: 0 } });

  assert.equal(app.session.availability.value.available, false);
});

test("a notification goes to the desktop", async () => {
  const { app, notes } = await signedIn();

  app.live.apply("notification", { id: "nt_1", conversation_id: "cv_1" });

  assert.deepEqual(notes.map(({ id }) => id), ["nt_1"]);
});
