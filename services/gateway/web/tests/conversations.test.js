import assert from "node:assert/strict";
import { test } from "node:test";
import { createConversations } from "../state/conversations.js";
import { conversation, fed } from "./builders.js";

const store = () => createConversations({ myId: () => "us_ana" });

for (const [facts, section] of [
  [{ state: "open", assignee_id: null }, "unassigned"],
  [{ state: "open", assignee_id: "us_ana" }, "mine"],
  [{ state: "open", assignee_id: "us_bruno" }, "others"],
  [{ state: "closed", assignee_id: "us_ana" }, "closed"],
]) {
  test(`INB-3: ${facts.state} with ${facts.assignee_id} is in ${section}, and in no other`, () => {
    const conversations = store();

    conversations.receive([conversation(facts)]);

    assert.equal(conversations.get("cv_1").section, section);
  });
}

test("older news of a conversation change nothing, in either order", () => {
  const older = conversation({ sequence: 4, assignee_id: null });
  const newer = conversation({ sequence: 5, assignee_id: "us_bruno" });

  for (const order of [[older, newer], [newer, older]]) {
    const conversations = store();
    for (const news of order) conversations.receive([news]);
    assert.equal(conversations.get("cv_1").assignee_id, "us_bruno");
  }
});

test("FLT-2: the feed keeps the read mark that is the agent's own", () => {
  const conversations = store();
  conversations.receive([conversation({ inbound_count: 3, read: { inbound_count: 3, marked_unread: false } })]);

  conversations.receive([fed({ sequence: 2, inbound_count: 4 })]);

  assert.equal(conversations.get("cv_1").unread, 1);
});

test("FLT-2: marked by hand counts as one unread", () => {
  const conversations = store();
  conversations.receive([conversation()]);

  conversations.mark("cv_1", { marked_unread: true });

  assert.equal(conversations.get("cv_1").unread, 1);
});

test("INB-8: an old conversation first heard of by the feed is asked about, not guessed", () => {
  const conversations = store();

  assert.deepEqual(conversations.receive([fed({ inbound_count: 40 })]), ["cv_1"]);
  assert.deepEqual(conversations.receive([fed({ id: "cv_2", inbound_count: 1 })]), []);
});

test("a guess shows at once, and is gone once withdrawn", () => {
  const conversations = store();
  conversations.receive([conversation()]);

  const withdraw = conversations.guess("cv_1", { assignee_id: "us_ana" });
  assert.equal(conversations.get("cv_1").section, "mine");

  withdraw();
  assert.equal(conversations.get("cv_1").section, "unassigned");
});
