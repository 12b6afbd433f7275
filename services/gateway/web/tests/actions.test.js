import assert from "node:assert/strict";
import { test } from "node:test";
import { signedIn } from "./app.js";
import { conversation, refusal } from "./builders.js";

test("ASG-5: a claim shows at once and stays when it is granted", async () => {
  const { app } = await signedIn({ "POST /conversations/cv_1/claim": conversation({ sequence: 2, assignee_id: "us_ana" }) });

  const claiming = app.actions.claim("cv_1");
  assert.equal(app.conversations.get("cv_1").section, "mine");
  assert.deepEqual(app.counts.counts.value, { unassigned: 0, mine: 1, others: 0, closed: 0 });

  assert.equal(await claiming, true);
  assert.equal(app.conversations.get("cv_1").section, "mine");
});

test("ASG-5: a claim that came second is undone and says who was first", async () => {
  const { app } = await signedIn({ "POST /conversations/cv_1/claim": refusal(409, "ALREADY_ASSIGNED", { assignee_id: "us_bruno" }) });

  assert.equal(await app.actions.claim("cv_1"), false);

  assert.equal(app.conversations.get("cv_1").section, "unassigned");
  assert.deepEqual(app.counts.counts.value, { unassigned: 1, mine: 0, others: 0, closed: 0 });
  assert.equal(app.actions.refusals.value.get("cv_1").error.facts.assignee_id, "us_bruno");
});

test("ASG-6: assigning names the version that was seen", async () => {
  const seen = conversation({ assignee_id: "us_ana", assignment_version: 3 });
  const { app, api } = await signedIn({ "POST /conversations/cv_1/assign": conversation({ sequence: 2, assignee_id: "us_bruno" }) }, [seen]);

  await app.actions.assign("cv_1", "us_bruno");

  assert.deepEqual(api.asked.at(-1).given, { user_id: "us_bruno", seen_version: 3 });
});

test("LIF-1: closing goes on with the next row and offers a way back", async () => {
  const rows = [conversation({ activity_time: "2026-03-10T11:30:00.000Z" }), conversation({ id: "cv_2" })];
  const { app } = await signedIn({ "POST /conversations/cv_1/close": conversation({ sequence: 2, state: "closed" }) }, rows);
  await app.open("cv_1");

  await app.close("cv_1");

  assert.equal(app.place.value.id, "cv_2");
  assert.equal(app.conversations.get("cv_1").section, "closed");
  assert.equal(typeof app.toasts.toasts.value[0].undo, "function");
});

test("LIF-1: a refused close leads back to the conversation", async () => {
  const rows = [conversation({ activity_time: "2026-03-10T11:30:00.000Z" }), conversation({ id: "cv_2" })];
  const { app } = await signedIn({ "POST /conversations/cv_1/close": refusal(503, "UNAVAILABLE") }, rows);
  await app.open("cv_1");

  await app.close("cv_1");

  assert.equal(app.place.value.id, "cv_1");
  assert.equal(app.conversations.get("cv_1").state, "open");
});

test("FLT-2: opening in focus reads; marking as unread leaves the conversation", async () => {
  const { app } = await signedIn({}, [conversation({ inbound_count: 3 })]);
  assert.equal(app.conversations.get("cv_1").unread, 2);

  await app.open("cv_1");
  assert.equal(app.conversations.get("cv_1").unread, 0);

  await app.keepUnread("cv_1");
  assert.equal(app.place.value.id, null);
  assert.equal(app.conversations.get("cv_1").unread, 1);
});

test("FLT-2: what arrives while the window is elsewhere stays unread", async () => {
  const { app } = await signedIn();
  await app.open("cv_1");
  app.focused.value = false;

  app.conversations.receive([conversation({ sequence: 2, inbound_count: 2 })]);
  assert.equal(app.conversations.get("cv_1").unread, 1);

  app.focused.value = true;
  assert.equal(app.conversations.get("cv_1").unread, 0);
});
