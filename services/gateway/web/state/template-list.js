/** The account's templates, whatever their state, and what is done with them. */
import { signal } from "@preact/signals";
import { replace } from "./roster.js";

export function createTemplateList({ api, upload, newId }) {
  const items = signal([]);
  const status = signal("new");
  const error = signal(null);

  async function load() {
    if (status.value !== "ready") status.value = "loading";
    try {
      items.value = (await api.get("/templates")).items;
      status.value = "ready";
    } catch (refusal) {
      status.value = "failed";
      error.value = refusal;
    }
  }

  /** What the stream or an answer tells of one. */
  function receive(template) {
    if (template.state === "removed") drop(template.id);
    else items.value = replace(items.value, template);
    return template;
  }

  function drop(id) {
    items.value = items.value.filter((one) => one.id !== id);
  }

  /** Stores a draft; throws the refusal, as do all below. */
  async function save(draft, id, key) {
    return receive(id ? await api.put(`/templates/${id}`, draft) : await api.post("/templates", draft, key));
  }

  const submit = async (id) => receive(await api.post(`/templates/${id}/submit`));

  async function remove(id) {
    await api.remove(`/templates/${id}`);
    drop(id);
  }

  /** Reads a channel's templates from its provider; gives how many there are. */
  async function sync(channelId) {
    const { templates } = await api.post(`/channels/${channelId}/templates/sync`);
    await load();
    return templates;
  }

  /** Stores the sample file of a header; gives its id. */
  async function giveSample(channelId, file) {
    const query = { channel_id: channelId, file_name: file.name, voice: "0", strip_location: "1" };
    return (await upload(file, { query, key: newId() })).id;
  }

  function forget() {
    items.value = [];
    status.value = "new";
  }

  return { items, status, error, load, receive, save, submit, remove, sync, giveSample, forget };
}

/** Those that fit every filter; the text looks into name and body. */
export function matching(items, { channel = "", state = "", category = "", text = "" }) {
  const wanted = text.trim().toLowerCase();
  return items.filter((one) =>
    (!channel || one.channel_id === channel) && (!state || one.state === state) && (!category || one.category === category) &&
    (!wanted || `${one.name} ${one.body}`.toLowerCase().includes(wanted)));
}

/** How many stand in each state. */
export function statesOf(items) {
  const counts = new Map();
  for (const { state } of items) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
