/** What an administrator does with a channel; the roster keeps what comes of it. */
import { signal } from "@preact/signals";
import { createNews } from "./news.js";

const NEW = { status: "new", items: [], error: null };

export function createChannels({ api, roster }) {
  const told = signal(new Map());

  const news = createNews();
  /** The stream told of a channel; the roster keeps what. */
  const hear = ({ id }) => news.hear(id);

  /** Throws the refusal, for whoever asked to show; so do all below. */
  const keep = async (answer) => {
    const asked = news.mark();
    const channel = await answer;
    if (!news.since(asked, channel.id)) roster.receiveChannel(channel);
    return channel;
  };
  const path = (id, verb = "") => `/channels/${id}${verb && `/${verb}`}`;

  const connect = (body, key) => keep(api.post("/channels", body, key));
  const check = (id) => keep(api.post(path(id, "check")));
  const change = (id, patch) => keep(api.patch(path(id), patch));
  const setStopped = (id, stopped) => keep(api.post(path(id, stopped ? "stop" : "start")));
  const setCredentials = (id, body) => keep(api.put(path(id, "credentials"), body));

  async function remove(id) {
    await api.remove(path(id));
    roster.removeChannel(id);
  }

  const noticesOf = (id) => told.value.get(id) ?? NEW;

  /** Reads what the provider told of a channel, newest first. */
  async function loadNotices(id) {
    const put = (patch) => (told.value = new Map(told.value).set(id, { ...noticesOf(id), ...patch }));
    if (noticesOf(id).status !== "ready") put({ status: "loading" });
    try {
      const { items } = await api.get("/channels/notices", { channel: id, limit: 30 });
      put({ status: "ready", items, error: null });
    } catch (error) {
      put({ status: "failed", error });
    }
  }

  function forget() {
    told.value = new Map();
  }

  return { hear, connect, check, change, setStopped, setCredentials, remove, noticesOf, loadNotices, forget };
}
