/** What a person does on the page, as calls of the control API. */
import { call } from "./api.js";
import { notify } from "./menu.js";

/** Calls and tells the person if it was refused; returns the answer, or null. */
async function tried(path, method, body) {
  try {
    return (await call(path, method, body)) ?? {};
  } catch (problem) {
    notify(problem.message);
    return null;
  }
}

/** Makes the verbs of the open chat; `state` is read whenever one is called. */
export function createVerbs(state) {
  const theirs = (path) => `/customers/${state.customerKey}/${path}`;
  const one = (message, path) => `/messages/${message.id}/${path}`;
  return {
    write: (body) => tried(theirs("messages"), "POST", body),
    upload: (file) => put(state.channelId, file),
    refer: (body) => tried(theirs("referral"), "POST", body),
    react: (message, emoji) => tried(theirs("reactions"), "POST", { message_id: message.id, emoji }),
    press: (message, index) => tried(one(message, "press"), "POST", { index }),
    change: (message, verb, body = {}) => tried(one(message, verb), "POST", body),
    status: (message, status) => tried(one(message, "status"), "POST", { status }),
    customer: (verb, body = {}) => tried(theirs(verb), "POST", body),
    put: (body) => tried(`/customers/${state.customerKey}`, "PUT", body),
    decide: (template, body) => tried(`/templates/${template.id}`, "PATCH", body),
    notice: (what) => tried(`/channels/${state.channelId}/notices`, "POST", { what }),
    changeModes: (modes) => tried(`/channels/${state.channelId}/modes`, "PATCH", modes),
  };
}

async function put(channelId, file) {
  const path = `/control/channels/${channelId}/media?file_name=${encodeURIComponent(file.name)}`;
  const headers = { "content-type": file.type || "application/octet-stream" };
  const response = await fetch(path, { method: "POST", body: file, headers });
  return response.json();
}
