import assert from "node:assert/strict";
import { test } from "node:test";
import { createPairs, keyName } from "../lib/keys.js";
import { createParser } from "../lib/sse.js";
import { createStorage } from "../lib/storage.js";
import { initials, isEmojiOnly, pieces, plain } from "../lib/text.js";
import { dayName, duration, shortTime, timeLeft } from "../lib/time.js";
import { choose } from "../i18n/i18n.js";
import { createDrafts } from "../state/drafts.js";
import { address, parse } from "../state/place.js";
import { createPreferences } from "../state/preferences.js";
import { windowState } from "../state/rules.js";
import { NOON, fakeApi, memory } from "./builders.js";

test("frames come out whole however the text is cut", () => {
  const text = "id: 7\nevent: message_added\ndata: {\"a\":1}\n\n: ping\n\nevent: ready\ndata: {}\n\n";
  for (const cut of [1, 3, 20, text.length]) {
    const push = createParser();
    const frames = [];
    for (let at = 0; at < text.length; at += cut) frames.push(...push(text.slice(at, at + cut)));
    assert.deepEqual(frames, [{ id: "7", event: "message_added", data: '{"a":1}' }, { id: null, event: "ready", data: "{}" }]);
  }
});

test("WIN-1: the window is open before its end and shut at it", () => {
  const end = { window_close_time: "2026-03-10T12:00:00.000Z" };

  assert.equal(windowState(end, NOON - 1), "last");
  assert.equal(windowState(end, NOON - 2 * 3600e3), "soon");
  assert.equal(windowState(end, NOON), "shut");
  assert.equal(windowState(end, NOON - 5 * 3600e3), "open");
  assert.equal(windowState({ window_close_time: null }, NOON), "none");
});

test("WIN-11: time left reads in hours and minutes", () => {
  assert.equal(duration(timeLeft("2026-03-10T15:12:00.000Z", NOON), "en"), "3h 12 min");
  assert.equal(duration(0, "pt-BR"), "0 min");
});

test("times are as short as still tells", () => {
  assert.equal(shortTime("2026-03-10T11:58:00.000Z", NOON, "en"), "2 min");
  assert.equal(shortTime("2026-03-08T11:58:00.000Z", NOON, "en"), "Sun");
  assert.equal(shortTime("2026-01-08T11:58:00.000Z", NOON, "en"), "Jan 8");
  assert.equal(dayName("2026-03-09T11:58:00.000Z", NOON, "es"), "Ayer");
});

test("names and texts", () => {
  assert.equal(initials("Mariana de Oliveira"), "MO");
  assert.equal(initials("+55 11"), "");
  assert.equal(plain("JOÃO"), "joao");
  assert.equal(isEmojiOnly("👍"), true);
  assert.equal(isEmojiOnly("12"), false);
  assert.deepEqual(pieces("see https://a.example/x."), [{ text: "see " }, { text: "https://a.example/x", link: "https://a.example/x" }, { text: "." }]);
});

test("a link cannot be anything but http", () => {
  assert.deepEqual(pieces("javascript:alert(1)"), [{ text: "javascript:alert(1)" }]);
});

test("two keys make a pair only when the second follows soon", () => {
  let now = 0;
  const pair = createPairs(["g"], () => now);

  assert.deepEqual([pair("g"), pair("i")], ["g", "g i"]);
  pair("g");
  now = 2000;
  assert.equal(pair("i"), "i");
  assert.equal(keyName({ key: "K", metaKey: true }), "Ctrl+k");
});

test("a place and its address are each other's inverse", () => {
  for (const hash of ["#/inbox/mine", "#/inbox/closed/cv_1", "#/settings/tokens"]) assert.equal(address(parse(hash)), hash);
  assert.deepEqual(parse("#/c/cv_1"), { screen: "inbox", section: null, id: "cv_1" });
  assert.deepEqual(parse("#/nonsense/%3Cb%3E"), { screen: "inbox", section: "unassigned", id: null });
});

test("a draft belongs to its conversation and outlives the page", () => {
  const store = memory();
  createDrafts({ storage: createStorage(store) }).set("cv_1", "half a sent");

  const later = createDrafts({ storage: createStorage(store) });
  assert.equal(later.get("cv_1"), "half a sent");

  later.set("cv_1", "");
  assert.equal(createDrafts({ storage: createStorage(store) }).get("cv_1"), "");
});

test("NTF-6: switches that were not saved are forgotten", async () => {
  const off = { desktop: false, email: false };
  const preferences = createPreferences({ api: fakeApi({ "GET /me/notifications": { mine: off, others: off, unassigned: off, assigned: off } }) });
  await preferences.open();
  preferences.flip("mine", "email");
  assert.equal(preferences.changed.value, true);

  await preferences.open();

  assert.equal(preferences.edited.value.mine.email, false);
});

test("NTF-6: a switch flipped before the answer is there stays flipped", async () => {
  const off = { desktop: false, email: false };
  const preferences = createPreferences({ api: fakeApi({ "GET /me/notifications": { mine: off, others: off, unassigned: off, assigned: off } }) });
  await preferences.open();

  const again = preferences.open();
  preferences.flip("mine", "email");
  await again;

  assert.equal(preferences.edited.value.mine.email, true);
  assert.equal(preferences.changed.value, true);
});

test("the language is the first wish we have", () => {
  assert.equal(choose([null, "pt-PT", "en"]), "pt-BR");
  assert.equal(choose(["fr", "es-MX"]), "es");
  assert.equal(choose(["de"]), "en");
});
