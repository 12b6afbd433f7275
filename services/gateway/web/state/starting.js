/** Writing to somebody first: only with a template, and only where the channel has them (ACT-2, ACT-3). */
import { createSameWish } from "./same-wish.js";

export function createStarting({ api, conversations, roster, newId }) {
  const idOf = createSameWish(newId);

  /** The channels on which we may write first. */
  const channels = () => roster.channels.value.filter((channel) => channel.capabilities?.templates && !channel.stopped);

  /** The approved templates of a channel; throws the refusal. */
  const templatesOf = async (channelId) => (await api.get("/templates", { channel: channelId, state: "approved" })).items;

  /** Sends; gives the conversation, throws the refusal. */
  async function start(body) {
    const { conversation } = await api.post("/conversations/start", { ...body, request_id: idOf(body) });
    conversations.receive([conversation]);
    return conversation;
  }

  return { channels, templatesOf, start };
}

/**
 * What can be known for a template's variables before anybody wrote.
 *
 * @param {{ name: string, phone: string, agent: string }} known
 */
export function valuesFor({ variables }, { name, phone, agent }) {
  const known = {
    "contact.name": name, "contact.first_name": name.trim().split(/\s+/)[0], "contact.phone": phone,
    "agent.name": agent, "agent.first_name": agent.split(" ")[0],
  };
  return Object.fromEntries(variables.map(({ name: place, property }) => [place, known[property] ?? ""]));
}
