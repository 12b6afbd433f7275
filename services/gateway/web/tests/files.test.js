import assert from "node:assert/strict";
import { test } from "node:test";
import { documentIcon } from "../components/file-card.js";
import { extension, fileSize, inspect, kindOf, mediaType, typeName } from "../lib/files.js";
import { isOneEmoji, search, tidy } from "../lib/emoji.js";
import { shape } from "../lib/peaks.js";
import { createUpload } from "../lib/upload.js";

for (const [what, head, name, declared, found] of [
  ["a PDF renamed to a picture", "%PDF-1.7", "holiday.jpg", "image/jpeg", "application/pdf"],
  ["a picture with an upper-case end", "\xff\xd8\xff\xe0", "A.JPEG", "image/jpeg", "image/jpeg"],
  ["a CSV, which has no mark", "name;phone", "LIST.CSV", "application/vnd.ms-excel", "text/csv"],
  ["a recording of Chromium", "\x1aE\xdf\xa3", "voice.webm", "audio/webm;codecs=opus", "audio/webm"],
  ["an Office file, which is a ZIP", "PK\x03\x04", "sheet.xlsx", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["sound in an MP4", "\0\0\0\x20ftypM4A ", "a.mp4", "video/mp4", "audio/mp4"],
  ["a film without a name", "\0\0\0\x20ftypisom", "", "", "video/mp4"],
  ["nothing known", "\0\0", "x", "", "application/octet-stream"],
]) {
  test(`ATT-3: ${what} is told for what it is`, () => assert.equal(mediaType(head, name, declared), found));
}

test("a file is read only as far as its marks go", async () => {
  const reads = [];
  const file = { name: "a.png", type: "", slice: (from, to) => (reads.push([from, to]), { arrayBuffer: async () => new TextEncoder().encode("GIF89a").buffer }) };

  assert.deepEqual(await inspect(file), { media_type: "image/gif", kind: "image" });
  assert.deepEqual(reads, [[0, 64]]);
});

test("files have names and sizes as people say them", () => {
  assert.equal(kindOf("text/csv"), "document");
  assert.equal(extension("a.tar.GZ"), "gz");
  assert.equal(typeName("application/pdf"), "PDF");
  assert.equal(typeName("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), "Excel");
  assert.equal(documentIcon("text/csv"), "file-spreadsheet");
  assert.equal(fileSize(1536, "en"), "2 kB");
  assert.equal(fileSize(5.25 * 1024 ** 2, "pt-BR"), "5,3 MB");
  assert.equal(fileSize(0, "en"), "0 byte");
});

const EMOJI = tidy([
  { unicode: "😀", label: "cara sorrindo", tags: ["feliz"], group: 0, order: 2, skins: [] },
  { unicode: "👍", label: "polegar para cima", tags: ["sim"], group: 1, order: 3, skins: [{ unicode: "👍🏽" }] },
  { unicode: "🏽", label: "pele morena", group: 2, order: 4 },
  { unicode: "🇦", label: "regional indicator A" },
  { unicode: "🎉", label: "confete", tags: ["feliz aniversário"], group: 6, order: 1 },
]);

test("ATT-5: emoji are found by any of their names, accents aside, and parts of emoji are none", () => {
  assert.deepEqual(EMOJI.map(({ emoji }) => emoji), ["🎉", "😀", "👍"]);
  assert.deepEqual(search(EMOJI, "aniversario").map(({ emoji }) => emoji), ["🎉"]);
  assert.deepEqual(search(EMOJI, "pole CIMA").map(({ emoji }) => emoji), ["👍"]);
  assert.deepEqual(EMOJI[2].skins, ["👍🏽"]);
});

test("one emoji is one, however it is composed", () => {
  for (const one of ["👍", "👩🏽‍💻", "🇧🇷", "❤️", "1️⃣"]) assert.ok(isOneEmoji(one), one);
  for (const none of ["", "a", "👍👍", "1"]) assert.ok(!isOneEmoji(none), none);
});

test("the loudest part of a sound reaches the top", () => {
  assert.deepEqual(shape(Float32Array.from([0, 0.25, -0.5, 0.1]), 2), [0.5, 1]);
  assert.deepEqual(shape(new Float32Array(4), 2), [0, 0]);
});

function fakeRequest() {
  const call = {
    heads: {}, upload: {}, open: (method, address) => Object.assign(call, { method, address }), setRequestHeader: (name, value) => (call.heads[name] = value),
    send: (body) => Object.assign(call, { body }), abort: () => call.onabort(),
    answer(status, body) {
      Object.assign(call, { status, responseText: JSON.stringify(body) });
      call.onload();
    },
  };
  return call;
}

test("an upload carries what the gateway wants, tells its progress and its refusal", async () => {
  const call = fakeRequest();
  const upload = createUpload({ csrf: () => "csrf-1", request: () => call });
  const parts = [];

  const sending = upload(new Blob(["x"], { type: "image/png" }), { query: { channel_id: "ch_1", voice: "0" }, key: "rq_1", onProgress: (part) => parts.push(part) });
  call.upload.onprogress({ loaded: 1, total: 4 });
  call.answer(413, { reason: "FILE_TOO_LARGE", limit: 9 });

  await assert.rejects(sending, ({ reason, facts }) => reason === "FILE_TOO_LARGE" && facts.limit === 9);
  assert.deepEqual([call.address, call.heads["idempotency-key"], call.heads["x-csrf-token"], parts], ["/api/v1/media?channel_id=ch_1&voice=0", "rq_1", "csrf-1", [0.25]]);
});

test("an upload that is stopped says so", async () => {
  const call = fakeRequest();
  const stop = new AbortController();
  const sending = createUpload({ csrf: () => "x", request: () => call })(new Blob(["x"]), { query: {}, key: "rq_1", signal: stop.signal });

  stop.abort();

  await assert.rejects(sending, { reason: "CANCELLED" });
});
