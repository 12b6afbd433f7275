import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../state/lines.js";
import { createThreads, merge } from "../state/threads.js";
import { fakeApi, message } from "./builders.js";

test("MSG-2: a status never goes back, save to failed", () => {
  const of = (status) => [message({ direction: "outbound", status })];

  assert.equal(merge(of("read"), of("delivered"))[0].status, "read");
  assert.equal(merge(of("delivered"), of("read"))[0].status, "read");
  assert.equal(merge(of("read"), of("failed"))[0].status, "failed");
});

test("MSG-3: the same message twice is one, sorted by its sequence", () => {
  const both = merge([message({ id: "b", sequence: 2 })], [message({ id: "a", sequence: 1 }), message({ id: "b", sequence: 2 })]);

  assert.deepEqual(both.map(({ id }) => id), ["a", "b"]);
});

test("CHN-4: three pages are read until the cursor is empty", async () => {
  const pages = { "": ["c", "next"], next: ["b", "last"], last: ["a", null] };
  const api = fakeApi({
    "GET /conversations/cv_1/messages": ({ cursor }) => {
      const [id, next_cursor] = pages[cursor ?? ""];
      return { items: [message({ id, sequence: "abc".indexOf(id) })], next_cursor };
    },
  });
  const threads = createThreads({ api });

  await threads.open("cv_1");
  await threads.loadOlder("cv_1");
  await threads.loadOlder("cv_1");
  await threads.loadOlder("cv_1");

  assert.deepEqual(threads.get("cv_1").messages.map(({ id }) => id), ["a", "b", "c"]);
  assert.equal(api.asked.length, 3);
});

test("a live message before the thread was opened is not lost by opening", async () => {
  const api = fakeApi({ "GET /conversations/cv_1/messages": { items: [message({ id: "a" }), message({ id: "b", sequence: 2 })], next_cursor: null } });
  const threads = createThreads({ api });

  threads.receive(message({ id: "b", sequence: 2 }));
  await threads.open("cv_1");

  assert.equal(threads.get("cv_1").messages.length, 2);
});

test("bubbles group by writer and minute, with a line for each day", () => {
  const lines = linesOf([
    message({ id: "a", create_time: "2026-03-09T12:00:00.000Z" }),
    message({ id: "b", create_time: "2026-03-10T12:00:00.000Z" }),
    message({ id: "c", create_time: "2026-03-10T12:01:00.000Z" }),
    message({ id: "d", create_time: "2026-03-10T12:30:00.000Z" }),
  ], []);

  assert.deepEqual(lines.map(({ type }) => type), ["day", "bubble", "day", "bubble", "bubble", "bubble"]);
  assert.deepEqual(lines.filter(({ type }) => type === "bubble").map(({ first, last }) => [first, last]), [[true, true], [true, false], [false, true], [true, true]]);
});

test("the unread begin above the first of them", () => {
  const lines = linesOf([message({ id: "a" }), message({ id: "b", direction: "outbound" }), message({ id: "c" })], [], 1);

  assert.deepEqual(lines.map(({ key }) => key).slice(-2), ["unread", "c"]);
});

test("a sent entry keeps its key when the real message takes its place", () => {
  const entry = { request_id: "rq_1", text: "hi", author_id: "us_ana", create_time: "2026-03-10T12:00:00.000Z", status: "sending" };
  const before = linesOf([], [entry]).at(-1);

  const after = linesOf([message({ request_id: "rq_1", direction: "outbound", status: "queued" })], [entry]);

  assert.equal(after.filter(({ type }) => type === "bubble").length, 1);
  assert.equal(after.at(-1).key, before.key);
});
