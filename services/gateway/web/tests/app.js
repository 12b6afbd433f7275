/** A whole state over a fake api, signed in as Ana, for tests that cross stores. */
import { createApp } from "../state/app.js";
import { createStorage } from "../lib/storage.js";
import { NOON, conversation, fakeApi, memory, refusal } from "./builders.js";

export async function signedIn(answers = {}, rows = [conversation()]) {
  const notes = [];
  const uploads = [];
  const due = [];
  let made = 0;
  const api = fakeApi({
    "GET /me": { user: { id: "us_ana", name: "Ana", permissions: ["inbox", "contacts.edit"] }, availability: { available: true }, csrf_token: "x" },
    "GET /conversations": { items: rows, next_cursor: null, position: 10 },
    "GET /counts": { unassigned: rows.length, mine: 0, others: 0, closed: 0 },
    "GET /agents": { items: [{ id: "us_ana", name: "Ana" }, { id: "us_bruno", name: "Bruno" }] },
    "GET /channels": { items: [] }, "GET /sectors": { items: [] },
    "POST /conversations/cv_1/read": {}, "POST /conversations/cv_1/unread": {},
    "GET /conversations/cv_1/messages": { items: [], next_cursor: null },
    ...answers,
  });
  const app = createApp({
    api, storage: createStorage(memory()), newId: () => `rq_${(made += 1)}`, clock: () => NOON,
    later: (run) => due.push(run), notify: (note) => notes.push(note), inspect: async () => ({ media_type: "image/png", kind: "image" }),
    addresses: { make: (file) => `blob:${file.name}`, free: () => {} },
    upload: (blob, options) => new Promise((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(refusal(0, "CANCELLED")));
      uploads.push({ blob, ...options, done: (id) => resolve({ id }), fail: (reason) => reject(refusal(0, reason)) });
    }),
  });
  await app.session.restore();
  await app.start();
  return { app, api, notes, due, uploads };
}
