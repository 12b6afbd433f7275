import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilitiesOf, captionLimit, carries, measure, refusalOf } from "../state/rules.js";

const INSTAGRAM = {
  text_length: 1000, text_in_bytes: true, caption_length: 0,
  media: [{ kind: "image", media_types: ["image/jpeg", "image/png"], converted_media_types: ["image/webp"], max_bytes: 8_000_000 }],
};

for (const [what, file, reason] of [
  ["ATT-3: a PDF", { kind: "document", media_type: "application/pdf", size: 10 }, "KIND_REFUSED"],
  ["ATT-4: sound where none goes", { kind: "audio", media_type: "audio/ogg", size: 10 }, "KIND_REFUSED"],
  ["a picture of another type", { kind: "image", media_type: "image/gif", size: 10 }, "TYPE_REFUSED"],
  ["ATT-7: a picture that is too large", { kind: "image", media_type: "image/png", size: 8_000_001 }, "FILE_TOO_LARGE"],
  ["nothing at all", { kind: "image", media_type: "image/png", size: 0 }, "FILE_EMPTY"],
  ["a picture that is turned into another type", { kind: "image", media_type: "image/webp", size: 10 }, undefined],
  ["a picture that fits exactly", { kind: "image", media_type: "image/png", size: 8_000_000 }, undefined],
]) {
  test(`${what} is ${reason ? "refused before it is uploaded" : "taken"}`, () => assert.equal(refusalOf(file, INSTAGRAM)?.reason, reason));
}

test("a text is counted as the channel counts it", () => {
  assert.equal(measure("olá 👩🏽‍💻", INSTAGRAM), 20);
  assert.equal(measure("olá 👩🏽‍💻", { text_in_bytes: false }), 8);
});

test("a channel that was not read yet takes text, by the limit of its kind", () => {
  const rules = capabilitiesOf({ id: "ch_1", kind: "instagram" });

  assert.deepEqual([rules.text_length, rules.text_in_bytes, carries(rules, "image")], [1000, true, false]);
  assert.equal(capabilitiesOf({ kind: "webchat", capabilities: { text_length: 0, media: [] } }).text_length, 4096);
});

test("sound has no caption", () => {
  assert.equal(captionLimit("audio", { caption_length: 1024 }), 0);
  assert.equal(captionLimit("video", { caption_length: 1024 }), 1024);
});
