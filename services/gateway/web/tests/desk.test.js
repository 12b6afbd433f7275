import assert from "node:assert/strict";
import { test } from "node:test";
import { ago } from "../lib/ago.js";
import { guessColumns, parseCsv, readText, writeCsv } from "../lib/csv.js";
import { countryOf, isPhone, tidyPhone } from "../lib/phone.js";
import { prettyBody } from "../lib/pretty.js";
import { derivedFrom, unfilled } from "../state/campaign-columns.js";
import { createCampaigns, partsOf } from "../state/campaigns.js";
import { createLedger } from "../state/ledger.js";
import { address, firstSettings, parse } from "../state/place.js";
import { createSameWish } from "../state/same-wish.js";
import { valuesFor } from "../state/starting.js";
import { NOON, fakeApi, refusal } from "./builders.js";
import { signedIn } from "./app.js";

const COUNTS = { total: 10, planned: 4, skipped: 2, queued: 0, sent: 1, delivered: 2, read: 0, failed: 1, replied: 0 };
const campaign = (facts = {}) => ({ id: "ca_1", name: "March", state: "running", counts: COUNTS, ...facts });

test("the same wish has the same id, another one another", () => {
  let made = 0;
  const idOf = createSameWish(() => (made += 1));

  assert.deepEqual([idOf({ a: 1 }), idOf({ a: 1 }), idOf({ a: 2 }), idOf({ a: 1 })], [1, 1, 2, 3]);
});

test("a list is read however a spreadsheet writes it", () => {
  const semicolons = parseCsv("\ufefftelefone;nome;aceite\r\n+55 11;\"Silva; Ana\";sim\r\n\r\n+55 12;\"diz \"\"oi\"\"\";\r\n");

  assert.deepEqual(semicolons.head, ["telefone", "nome", "aceite"]);
  assert.deepEqual(semicolons.rows, [["+55 11", "Silva; Ana", "sim"], [""], ["+55 12", 'diz "oi"', ""]]);
  assert.equal(semicolons.people, 2);
  assert.deepEqual(parseCsv("phone\tname\n1\tA\n").rows, [["1", "A"]]);
  assert.deepEqual(parseCsv(""), { head: [""], rows: [], people: 0 });
});

test("a list in the Western encoding keeps its accents", async () => {
  assert.equal(await readText(new Blob([new Uint8Array([0x4a, 0x6f, 0xe3, 0x6f])])), "João");
  assert.equal(await readText(new Blob(["João"])), "João");
});

test("columns are guessed by their titles and written under known names", () => {
  const list = parseCsv("Pedido,Nome,Telefone\n55120,Ana Lima,+55 11\n");
  const columns = guessColumns(list.head, ["pedido"]);

  assert.deepEqual(columns, { phone: 2, name: 1, opt_in: -1, pedido: 0 });
  assert.equal(writeCsv(list, columns), '"phone","name","pedido"\n"+55 11","Ana Lima","55120"');
});

test("TPL-5: a first name comes out of the name, and what nothing fills is told", () => {
  const template = { variables: [{ name: "first", property: "contact.first_name" }, { name: "order", property: "ask" }] };
  const columns = { phone: 0, name: 1, opt_in: -1, first: -1, order: -1 };
  const derived = derivedFrom(template, columns);

  assert.deepEqual(derived, { first: { place: 1, first: true } });
  assert.deepEqual(unfilled(template, columns), ["order"]);
  assert.equal(writeCsv({ rows: [["+1", "Ana Lima"]] }, columns, derived), '"phone","name","first"\n"+1","Ana Lima","Ana"');
  assert.deepEqual(unfilled(template, { ...columns, name: -1, order: 2 }), ["first"]);
});

test("phones are tidied, and their country is named", () => {
  assert.equal(tidyPhone(" 00 55 (11) 98765-4321"), "+5511987654321");
  assert.equal(isPhone(tidyPhone("11 98765-4321")), false);
  assert.equal(countryOf("+351 912", "en"), "Portugal");
  assert.equal(countryOf("+55", "pt-BR"), "Brasil");
  assert.equal(countryOf("hello", "en"), null);
});

test("bodies are laid out by what they are", () => {
  assert.equal(prettyBody('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(prettyBody("From=%2B55&Body=Oi+l%C3%A1", "application/x-www-form-urlencoded"), "From: +55\nBody: Oi lá");
  assert.equal(prettyBody("<xml/>", "text/xml"), "<xml/>");
});

test("how long ago reads as people say it, and ahead likewise", () => {
  const at = (ms) => new Date(NOON + ms).toISOString();
  assert.equal(ago(at(-20_000), NOON, "en"), "now");
  assert.equal(ago(at(-125_000), NOON, "en"), "2 minutes ago");
  assert.equal(ago(at(7 * 60_000 + 500), NOON, "pt-BR"), "em 7 minutos");
});

test("campaigns have an address, and settings begin where one may", () => {
  for (const hash of ["#/campaigns", "#/campaigns/ca_1", "#/settings/templates"]) assert.equal(address(parse(hash)), hash);
  assert.equal(firstSettings((permission) => permission === "inbox"), null);
  assert.equal(firstSettings((permission) => ["inbox", "ledger.view"].includes(permission)), "ledger");
});

test("a campaign's parts add up to its list", () => {
  assert.deepEqual(partsOf(campaign()), { reached: 3, failed: 1, skipped: 2, planned: 4, done: 6 });
});

test("what the stream tells of a campaign is followed, by its open list too", async () => {
  let reads = 0;
  const { app } = await signedIn({
    "GET /campaigns": { items: [campaign()], next_cursor: null }, "GET /templates": { items: [] },
    "GET /campaigns/ca_1/recipients": () => ({ items: [{ line: (reads += 1) }], next_cursor: null }),
  });
  await app.campaigns.load();
  await app.campaigns.show("ca_1");

  app.live.apply("campaign_changed", { campaign: campaign({ state: "paused", reason: "daily_limit" }) });
  app.live.apply("campaign_changed", { campaign: campaign({ state: "running" }) });
  await new Promise(setImmediate);

  assert.equal(app.campaigns.get("ca_1").state, "running");
  assert.equal(reads, 3, "once when shown, once for the first news, once for all news that came meanwhile");
  assert.deepEqual(app.campaigns.recipients.value.items, [{ line: 3 }]);
});

test("an answer that the stream was faster than undoes nothing", async () => {
  let answer;
  const { app } = await signedIn({
    "GET /campaigns": { items: [campaign({ state: "ready" })], next_cursor: null },
    "POST /campaigns/ca_1/start": () => new Promise((resolve) => (answer = resolve)),
  });
  await app.campaigns.load();

  const moved = app.campaigns.move("ca_1", "start");
  app.live.apply("campaign_changed", { campaign: campaign({ state: "finished" }) });
  answer(campaign({ state: "running" }));
  await moved;

  assert.equal(app.campaigns.get("ca_1").state, "finished");
});

test("an answer that was overtaken by another state changes nothing", async () => {
  const answers = [];
  const campaigns = createCampaigns({ api: fakeApi({ "GET /campaigns/ca_1/recipients": () => new Promise((resolve) => answers.push(resolve)) }) });
  campaigns.show("ca_1", "failed");
  campaigns.show("ca_1", "read");

  answers[1]({ items: [{ line: 2 }], next_cursor: null });
  answers[0]({ items: [{ line: 1 }], next_cursor: null });
  await new Promise(setImmediate);

  assert.deepEqual([campaigns.recipients.value.state, campaigns.recipients.value.items], ["read", [{ line: 2 }]]);
});

test("the ledger reads on, keeps what is chosen, and says why it could not", async () => {
  const pages = { "": { items: [{ id: "a" }, { id: "b" }], next_cursor: "2" }, 2: { items: [{ id: "c" }], next_cursor: null } };
  const api = fakeApi({ "GET /ledger": ({ cursor }) => pages[cursor], "POST /ledger/replay": { replayed: 1 } });
  const ledger = createLedger({ api, newId: () => "rq_1" });
  await ledger.load();
  await ledger.loadMore();
  assert.deepEqual(ledger.items.value.map(({ id }) => id), ["a", "b", "c"]);

  ledger.chooseAll(true);
  ledger.choose("b");
  assert.equal(await ledger.replay(["a"]), 1);
  assert.deepEqual(api.asked.find(({ verb }) => verb === "POST").given, { call_ids: ["a"], request_id: "rq_1" });
  assert.deepEqual([...ledger.chosen.value], [], "c is no longer shown, a was worked on");

  api.answers["GET /ledger"] = refusal(503, "UNAVAILABLE");
  await ledger.loadMore();
  assert.deepEqual([ledger.status.value, ledger.error.value.reason, ledger.items.value.length], ["ready", "UNAVAILABLE", 2]);
  await ledger.load();
  assert.equal(ledger.status.value, "failed");
});

test("ACT-7: a started conversation is known at once, and a repeat is the same wish", async () => {
  const started = { id: "cv_9", channel: { id: "ch_1", kind: "whatsapp_cloud", name: "Sales" }, contact: { name: "Ana" }, state: "open", assignee_id: "us_ana", read: { inbound_count: 0 }, inbound_count: 0, sequence: 1 };
  let lost = true;
  const { app, api } = await signedIn({ "POST /conversations/start": () => (lost ? refusal(0, "OFFLINE") : { conversation: started, message: {} }) });
  const body = { channel_id: "ch_1", phone: "+5511", template_id: "tp_1", variables: {} };

  await assert.rejects(app.starting.start(body), { reason: "OFFLINE" });
  lost = false;
  assert.equal((await app.starting.start(body)).id, "cv_9");

  const ids = api.asked.filter(({ path }) => path === "/conversations/start").map(({ given }) => given.request_id);
  assert.equal(ids[0], ids[1]);
  assert.equal(app.conversations.get("cv_9").contact.name, "Ana");
});

test("values are filled from what is known before anybody wrote", () => {
  const template = { variables: [{ name: "n", property: "contact.first_name" }, { name: "a", property: "agent.first_name" }, { name: "o", property: "ask" }] };

  assert.deepEqual(valuesFor(template, { name: "Ana Lima", phone: "+55", agent: "Bruno Costa" }), { n: "Ana", a: "Bruno", o: "" });
});
