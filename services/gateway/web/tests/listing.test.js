import assert from "node:assert/strict";
import { test } from "node:test";
import { createConversations } from "../state/conversations.js";
import { createListing } from "../state/listing.js";
import { conversation, fakeApi, fed } from "./builders.js";

const at = (minute) => `2026-03-10T11:${String(minute).padStart(2, "0")}:00.000Z`;

async function listed(items, next_cursor = null, answers = {}) {
  const conversations = createConversations({ myId: () => "us_ana" });
  const api = fakeApi({ "GET /conversations": { items, next_cursor, position: 1 }, ...answers });
  const listing = createListing({ api, conversations });
  await listing.load();
  return { listing, conversations, api, ids: () => listing.rows.value.map(({ id }) => id) };
}

test("INB-9: newest activity first, also after a live change", async () => {
  const { conversations, ids } = await listed([conversation({ id: "a", activity_time: at(5) }), conversation({ id: "b", activity_time: at(4) })]);
  assert.deepEqual(ids(), ["a", "b"]);

  conversations.receive([fed({ id: "b", activity_time: at(9), sequence: 2 })]);

  assert.deepEqual(ids(), ["b", "a"]);
});

test("rows keep still under the pointer, and say how many wait", async () => {
  const { listing, conversations, ids } = await listed([conversation({ id: "a", activity_time: at(5) })]);
  listing.hold();

  conversations.receive([fed({ id: "new", activity_time: at(9) })]);
  assert.deepEqual(ids(), ["a"]);
  assert.equal(listing.waiting.value, 1);

  listing.release();
  assert.deepEqual(ids(), ["new", "a"]);
});

test("a row that left the section stays in its place while held", async () => {
  const { listing, conversations, ids } = await listed([conversation({ id: "a", activity_time: at(5) }), conversation({ id: "b", activity_time: at(4) })]);
  listing.hold();

  conversations.receive([fed({ id: "a", assignee_id: "us_bruno", sequence: 2 })]);

  assert.deepEqual(ids(), ["a", "b"]);
});

test("INB-9: what is older than the pages read so far waits for its page", async () => {
  const { conversations, ids } = await listed([conversation({ id: "a", activity_time: at(5) })], "next");

  conversations.receive([fed({ id: "older", activity_time: at(1) })]);

  assert.deepEqual(ids(), ["a"]);
});

test("FLT-1: a channel narrows the section", async () => {
  const other = { id: "ch_2", kind: "webchat", name: "Site" };
  const { listing, ids } = await listed([conversation({ id: "a" }), conversation({ id: "b", channel: other })]);

  await listing.show({ channel: "ch_2" });

  assert.deepEqual(ids(), ["b"]);
});

test("FLT-2: only unread, but never the one that is open", async () => {
  const { listing, conversations, ids } = await listed([conversation({ id: "a", inbound_count: 2, activity_time: at(5) }), conversation({ id: "b" })]);
  await listing.show({ unreadOnly: true });
  assert.deepEqual(ids(), ["a"]);

  listing.openId.value = "a";
  conversations.mark("a", { inbound_count: 2 });

  assert.deepEqual(ids(), ["a"]);
});

test("FLT-4: a search shows what the server found, over all sections", async () => {
  const found = [conversation({ id: "z", state: "closed" })];
  const { listing, ids, api } = await listed([conversation({ id: "a" })]);
  api.answers["GET /conversations"] = { items: found, next_cursor: null, position: 1 };

  await listing.show({ query: "joao" });

  assert.deepEqual(ids(), ["z"]);
  assert.equal(api.asked.at(-1).given.section, "");
});

test("a list that cannot be read says so and can be tried again", async () => {
  const { listing, api } = await listed([], null);
  api.answers["GET /conversations"] = new Error("down");

  await listing.show({ section: "mine" });

  assert.equal(listing.page.value.status, "failed");
});
