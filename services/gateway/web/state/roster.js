/** The people and channels of the account, which every screen names. */
import { computed, signal } from "@preact/signals";

export function createRoster({ api }) {
  const agents = signal([]);
  const channels = signal([]);
  const sectors = signal([]);
  const loaded = signal(false);
  const names = computed(() => new Map(agents.value.map(({ id, name }) => [id, name])));

  async function load() {
    const lists = [["/agents", agents], ["/channels", channels], ["/sectors", sectors]];
    const answers = await Promise.allSettled(lists.map(([path]) => api.get(path)));
    answers.forEach((answer, index) => {
      if (answer.status === "fulfilled") lists[index][1].value = answer.value.items;
    });
    loaded.value = true;
  }

  const receiveAgent = (agent) => (agents.value = replace(agents.value, agent));
  const receiveChannel = (channel) => (channels.value = replace(channels.value, channel));
  const removeChannel = (id) => (channels.value = channels.value.filter((channel) => channel.id !== id));
  const receiveSector = (sector) => (sectors.value = replace(sectors.value, sector));

  /** The name of a user; empty when the user is not known. */
  const nameOf = (id) => names.value.get(id) ?? "";

  /** A channel with all that is known of it; the little that a conversation tells otherwise. */
  const channelOf = ({ channel }) => channels.value.find(({ id }) => id === channel.id) ?? channel;

  return { agents, channels, sectors, loaded, load, receiveAgent, receiveChannel, removeChannel, receiveSector, nameOf, channelOf };
}

/** Puts an item in the place of the one with its id, or at the end. */
export function replace(list, item) {
  const known = list.find(({ id }) => id === item.id);
  return known ? list.map((one) => (one === known ? { ...one, ...item } : one)) : [...list, item];
}
