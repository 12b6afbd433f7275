/** Dull defaults; a test says only what matters to it. */

export const NOON = Date.parse("2026-03-10T12:00:00.000Z");

export function conversation(facts = {}) {
  return {
    id: "cv_1", channel: { id: "ch_1", kind: "whatsapp_cloud", name: "Sales" },
    contact: { id: null, name: "Mariana", phone: null, handle: null, avatar_url: null },
    state: "open", assignee_id: null, sector_id: null, assignment_version: 0, waiting: false, last_message: null,
    activity_time: "2026-03-10T11:00:00.000Z", create_time: "2026-03-10T10:00:00.000Z", close_time: null,
    window_close_time: null, sequence: 1, inbound_count: 1, last_inbound_sequence: 1,
    read: { inbound_count: 1, marked_unread: false }, ...facts,
  };
}

export function message(facts = {}) {
  return {
    id: "ms_1", conversation_id: "cv_1", sequence: 1, direction: "inbound", kind: "text", text: "hi", author_id: null,
    status: null, error: null, create_time: "2026-03-10T11:00:00.000Z", provider_time: null, request_id: null,
    provider_kind: null, timeline: null, ...facts,
  };
}

/** What the feed sends: a conversation without what is the viewer's own. */
export function fed(facts = {}) {
  const { read, ...rest } = conversation(facts);
  return rest;
}

/**
 * An api that answers from a table of `"GET /path"`; a function is called, an
 * Error is thrown. It keeps what it was asked.
 */
export function fakeApi(answers = {}) {
  const asked = [];
  async function call(verb, path, given) {
    asked.push({ verb, path, given });
    const answer = answers[`${verb} ${path}`];
    const found = typeof answer === "function" ? await answer(given) : answer;
    if (found instanceof Error) throw found;
    if (found === undefined) throw refusal(404, "NOT_FOUND");
    return found;
  }
  return {
    asked, answers,
    get: (path, query) => call("GET", path, query), post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body), patch: (path, body) => call("PATCH", path, body), remove: (path) => call("DELETE", path),
  };
}

export function refusal(status, reason, facts = {}) {
  return Object.assign(new Error(reason), { status, reason, facts });
}

export function memory() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index],
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  };
}
