import assert from "node:assert/strict";
import { test } from "node:test";
import { blank, examplesOf, placesOf, problemsOf, tidied, variablesOf, warningOf } from "../state/template-draft.js";
import { createTemplateList, matching } from "../state/template-list.js";
import { fakeApi } from "./builders.js";

const draft = (facts = {}) => ({ ...blank("ch_1", "pt_BR"), name: "pedido", body: "Olá, tudo bem?", ...facts });
const wrong = (facts) => Object.fromEntries([...problemsOf(draft(facts))].map(([field, { key }]) => [field, key.replace("template.wrong.", "")]));

test("TPL-5: what a provider would refuse is named by its field", () => {
  assert.deepEqual(wrong({}), {});
  assert.deepEqual(wrong({ name: "Olá!", body: "" }), { name: "name", body: "body" });
  assert.deepEqual(wrong({ body: "um\n\ndois" }), { body: "double" });
  assert.deepEqual(wrong({ body: "oi {{nome} tchau" }), { body: "braces" });
  assert.deepEqual(wrong({ body: "a".repeat(1025) }), { body: "long" });
  assert.deepEqual(wrong({ body: "oi {{nome}}!" }), { "variables.nome.property": "property", "variables.nome.example": "example" });
  assert.deepEqual(wrong({ footer: "de {{loja}}" }), { footer: "footer" });
});

test("TPL-9: headers and buttons keep their rules", () => {
  const button = (kind, text = "", value = "") => ({ kind, text, value });
  assert.deepEqual(wrong({ header: { kind: "image", text: "", sample_attachment_id: "" } }), { "header.sample_attachment_id": "sample" });
  assert.deepEqual(wrong({ header: { kind: "text", text: "", sample_attachment_id: "" } }), { "header.text": "header" });
  assert.deepEqual(wrong({ buttons: [button("url", "Ver", "loja")] }), { "buttons.0.value": "url" });
  assert.deepEqual(wrong({ buttons: [button("phone", "Ligar", "+5511999990000"), button("phone", "Já", "+5511999990000")] }), { buttons: "most.phone" });
  assert.deepEqual(wrong({ buttons: [button("quick_reply", "A"), button("phone", "B", "+5511999990000"), button("quick_reply", "C")] }), { buttons: "together" });
  assert.deepEqual(wrong({ buttons: [button("quick_reply", "Sim"), button("quick_reply", "Sim")] }), { buttons: "labels" });
});

test("variables follow the places, in their order, and keep what was filled in", () => {
  const given = draft({ body: "{{b}} e {{A}}", variables: [{ name: "a", property: "ask", example: "x" }], buttons: [{ kind: "url", text: "Ver", value: "https://a.example/{{c}}" }] });

  assert.deepEqual(placesOf(given), ["b", "a", "c"]);
  assert.deepEqual(variablesOf(given).map(({ name, example }) => [name, example]), [["b", ""], ["a", "x"], ["c", ""]]);
  assert.deepEqual(examplesOf(given), { b: "", a: "x", c: "" });
});

test("TPL-5: a variable at an edge, or two side by side, are warned of", () => {
  assert.equal(warningOf(draft({ body: "Olá {{nome}}, tudo bem?" })), null);
  for (const body of ["{{nome}}, oi", "oi {{nome}}", "oi {{a}} {{b}}!"]) assert.equal(warningOf(draft({ body })), "template.warn.edge", body);
});

test("TPL-4: of a one-time code only the button's label is ours", () => {
  const sent = tidied(draft({ category: "authentication", body: "x", footer: "y", buttons: [{ kind: "url", text: "a", value: "b" }, { kind: "copy_code", text: "Copiar", value: "" }] }));

  assert.deepEqual([sent.body, sent.footer, sent.header, sent.buttons], ["", "", null, [{ kind: "copy_code", text: "Copiar", value: "" }]]);
});

test("the list is narrowed by every filter at once", () => {
  const items = [{ id: "1", channel_id: "a", state: "approved", category: "utility", name: "pedido", body: "Olá" }, { id: "2", channel_id: "b", state: "draft", category: "marketing", name: "natal", body: "Boas festas" }];
  const ids = (filter) => matching(items, filter).map(({ id }) => id);

  assert.deepEqual([ids({}), ids({ state: "draft" }), ids({ text: "FESTAS" }), ids({ channel: "a", category: "marketing" })], [["1", "2"], ["2"], ["2"], []]);
});

test("TPL-3: a draft that is saved again is changed, not made twice; one that is removed leaves", async () => {
  const made = { id: "tp_1", state: "draft" };
  const api = fakeApi({ "GET /templates": { items: [] }, "POST /templates": made, "PUT /templates/tp_1": { ...made, name: "b" }, "POST /templates/tp_1/submit": { ...made, state: "pending" } });
  const list = createTemplateList({ api, upload: async () => ({ id: "at_1" }), newId: () => "rq_1" });

  await list.load();
  await list.save({ name: "a" }, null, "rq_1");
  await list.save({ name: "b" }, "tp_1", "rq_2");
  await list.submit("tp_1");
  assert.deepEqual(list.items.value.map(({ name, state }) => [name, state]), [["b", "pending"]]);

  list.hear({ id: "tp_1", state: "removed" });
  assert.deepEqual(list.items.value, []);
});
