/** Templates sent to lists of people: the list of them, and the one that is open. */
import { signal } from "@preact/signals";
import { createNews } from "./news.js";

const NOBODY = { id: null, state: "", status: "new", items: [], cursor: null, error: null };

export const RECIPIENT_STATES = ["planned", "skipped", "queued", "sent", "delivered", "read", "failed"];

export function createCampaigns({ api }) {
  const items = signal([]);
  const cursor = signal(null);
  const status = signal("new");
  const error = signal(null);
  const recipients = signal(NOBODY);
  const news = createNews();
  let reading = null;
  let again = false;

  async function load({ more = false } = {}) {
    if (status.value !== "ready") status.value = "loading";
    const asked = news.mark();
    try {
      const found = await api.get("/campaigns", { cursor: more ? cursor.value : "" });
      const fresh = found.items.map((one) => (news.since(asked, one.id) ? (get(one.id) ?? one) : one));
      items.value = more ? [...items.value, ...fresh] : fresh;
      cursor.value = found.next_cursor;
      status.value = "ready";
    } catch (refusal) {
      status.value = "failed";
      error.value = refusal;
    }
  }

  /** What the stream tells of one, if it is known or would be. */
  function hear(campaign) {
    news.hear(campaign.id);
    if (status.value === "ready" || get(campaign.id)) receive(campaign);
  }

  /** Puts one into the list; a new one comes first. */
  function receive(campaign) {
    const known = items.value.some(({ id }) => id === campaign.id);
    items.value = known ? items.value.map((one) => (one.id === campaign.id ? campaign : one)) : [campaign, ...items.value];
    if (recipients.value.id === campaign.id && recipients.value.status === "ready") refresh();
    return campaign;
  }

  const get = (id) => items.value.find((one) => one.id === id) ?? null;

  /** Reads one that the list does not have; throws the refusal. */
  const find = async (id) => get(id) ?? receive(await api.get(`/campaigns/${id}`));

  /** Checks a list and keeps it as a campaign; throws the refusal. */
  async function create(body, key) {
    const { campaign, skipped } = await api.post("/campaigns", body, key);
    receive(campaign);
    return { campaign, skipped };
  }

  /** @param {"start" | "pause" | "resume" | "stop"} action throws the refusal */
  async function move(id, action) {
    const asked = news.mark();
    const moved = await api.post(`/campaigns/${id}/${action}`);
    if (!news.since(asked, id)) receive(moved);
  }

  /** Shows the recipients of one in a state; all without. */
  function show(id, state = "") {
    recipients.value = { ...NOBODY, id, state, status: "loading" };
    return read({ id, state });
  }

  async function read({ id, state }, after = null) {
    const mine = (reading = {});
    try {
      const found = await api.get(`/campaigns/${id}/recipients`, { state, cursor: after ?? "" });
      if (reading !== mine) return;
      const before = after ? recipients.value.items : [];
      recipients.value = { id, state, status: "ready", items: [...before, ...found.items], cursor: found.next_cursor, error: null };
    } catch (refusal) {
      if (reading === mine) recipients.value = { ...recipients.value, status: "failed", error: refusal };
    }
    if (reading !== mine) return;
    reading = null;
    if (again) refresh();
  }

  const showMore = () => recipients.value.cursor && read(recipients.value, recipients.value.cursor);

  /** Follows the counts, one reading at a time; pages that were added go. */
  function refresh() {
    again = Boolean(reading);
    if (!reading && recipients.value.id) read(recipients.value);
  }

  function leave() {
    reading = null;
    recipients.value = NOBODY;
  }

  function forget() {
    leave();
    items.value = [];
    status.value = "new";
  }

  return { items, cursor, status, error, recipients, load, hear, get, find, create, move, show, showMore, leave, forget };
}

/** How far a campaign is: parts of its list, in the order they are drawn. */
export function partsOf({ counts }) {
  const reached = counts.total - counts.planned - counts.skipped - counts.failed;
  return { reached, failed: counts.failed, skipped: counts.skipped, planned: counts.planned, done: counts.total - counts.planned };
}
