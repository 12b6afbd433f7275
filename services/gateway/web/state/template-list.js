/** The account's templates, whatever their state, and what is done with them. */
import { signal } from "@preact/signals";
import { createNews } from "./news.js";
import { replace } from "./roster.js";

export function createTemplateList({ api, upload, newId }) {
  const items = signal([]);
  const status = signal("new");
  const error = signal(null);
  const news = createNews();

  async function load() {
    if (status.value !== "ready") status.value = "loading";
    const asked = news.mark();
    try {
      const found = (await api.get("/templates")).items;
      items.value = found.map((one) => (news.since(asked, one.id) ? (get(one.id) ?? one) : one));
      status.value = "ready";
    } catch (refusal) {
      status.value = "failed";
      error.value = refusal;
    }
  }

  const get = (id) => items.value.find((one) => one.id === id);

  /** What the stream tells of one. */
  function hear(template) {
    news.hear(template.id);
    if (status.value === "ready") receive(template);
  }

  /** Keeps an answer about one, unless the stream told more of it since. */
  function keep(template, asked) {
    if (!news.since(asked, template.id)) receive(template);
    return template;
  }

  function receive(template) {
    if (template.state === "removed") drop(template.id);
    else items.value = replace(items.value, template);
  }

  function drop(id) {
    items.value = items.value.filter((one) => one.id !== id);
  }

  /** Stores a draft; throws the refusal, as do all below. */
  async function save(draft, id, key) {
    const asked = news.mark();
    return keep(id ? await api.put(`/templates/${id}`, draft) : await api.post("/templates", draft, key), asked);
  }

  async function submit(id) {
    const asked = news.mark();
    return keep(await api.post(`/templates/${id}/submit`), asked);
  }

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
    const query = { channel_id: channelId, file_name: file.name, voice: "0", strip_location: file.type.startsWith("image/") ? "1" : "0" };
    return (await upload(file, { query, key: newId() })).id;
  }

  function forget() {
    items.value = [];
    status.value = "new";
  }

  return { items, status, error, load, hear, save, submit, remove, sync, giveSample, forget };
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
