import assert from "node:assert/strict";
import { test } from "node:test";
import { createContacts } from "../state/contacts.js";
import { fakeApi, refusal } from "./builders.js";

const PATCH = "PATCH /contacts/ct_1";

async function opened(answers) {
  let saved = { id: "ct_1", city: "Campinas", email: "a@b.c", version: 1 };
  const api = fakeApi({
    "GET /conversations/cv_1/contact": () => saved,
    [PATCH]: (body) => {
      if (body.seen_version !== saved.version) throw refusal(409, "CONTACT_CHANGED");
      saved = { ...saved, ...body, version: saved.version + 1 };
      return saved;
    },
    ...answers,
  });
  const contacts = createContacts({ api });
  await contacts.open("cv_1");
  return { contacts, api };
}

test("PNL-2: two quick changes of one's own do not get in each other's way", async () => {
  const { contacts } = await opened();

  const both = [contacts.change("cv_1", "city", "Santos"), contacts.change("cv_1", "email", "x@y.z")];
  assert.equal(contacts.get("cv_1").contact.email, "x@y.z");
  await Promise.all(both);

  assert.deepEqual([contacts.get("cv_1").contact.city, contacts.get("cv_1").contact.email], ["Santos", "x@y.z"]);
});

test("PNL-2: a refused change is undone, and the next one still goes out", async () => {
  const { contacts, api } = await opened();
  const works = api.answers[PATCH];
  api.answers[PATCH] = refusal(422, "CONTACT_INVALID");

  await assert.rejects(contacts.change("cv_1", "email", "nonsense"));
  assert.equal(contacts.get("cv_1").contact.email, "a@b.c");

  api.answers[PATCH] = works;
  await contacts.change("cv_1", "city", "Santos");
  assert.equal(contacts.get("cv_1").contact.city, "Santos");
});

test("PNL-2: when somebody else changed it, their values are shown", async () => {
  const { contacts, api } = await opened();
  api.answers[PATCH] = refusal(409, "CONTACT_CHANGED");
  api.answers["GET /conversations/cv_1/contact"] = { id: "ct_1", city: "Recife", version: 5 };

  await assert.rejects(contacts.change("cv_1", "city", "Santos"));

  assert.equal(contacts.get("cv_1").contact.city, "Recife");
});
