/**
 * Speaks the gateway's JSON API and turns every failure into an `ApiError`
 * that carries the stable reason, so that nobody else looks at status codes.
 */
import { newId } from "./ids.js";

const BASE = "/api/v1";

/** The gateway said no, or could not be asked. */
export class ApiError extends Error {
  /**
   * @param {number} status HTTP status; 0 when nobody answered
   * @param {string} reason stable upper-case reason, `OFFLINE` when nobody answered
   * @param {Record<string, unknown>} facts the other members of the problem document
   */
  constructor(status, reason, facts = {}) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.facts = facts;
  }

  /** The name of the offending field of the request, if there is one. */
  get field() {
    return this.facts.field ?? null;
  }

  /** Whether repeating the same request later may succeed. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * @param {object} options
 * @param {typeof fetch} options.fetch
 * @param {() => string | undefined} options.csrf the token for changes
 * @param {() => void} options.onSignedOut the session is over
 */
export function createApi({ fetch, csrf, onSignedOut }) {
  async function call(method, path, { query, body, key } = {}) {
    const answer = await reach(method, BASE + path + search(query), body, key);
    const found = await parsed(answer);
    if (answer.ok) return found;
    if (answer.status === 401 && path !== "/session") onSignedOut();
    throw new ApiError(answer.status, found?.reason ?? "UNKNOWN", found ?? {});
  }

  async function reach(method, url, body, key) {
    const headers = { accept: "application/json" };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (method !== "GET" && csrf()) headers["x-csrf-token"] = csrf();
    if (method === "POST") headers["idempotency-key"] = key ?? newId();
    try {
      return await fetch(url, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
    } catch {
      throw new ApiError(0, "OFFLINE");
    }
  }

  return {
    get: (path, query) => call("GET", path, { query }),
    post: (path, body = {}, key) => call("POST", path, { body, key }),
    put: (path, body) => call("PUT", path, { body }),
    patch: (path, body) => call("PATCH", path, { body }),
    remove: (path) => call("DELETE", path),
  };
}

function search(query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

async function parsed(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
