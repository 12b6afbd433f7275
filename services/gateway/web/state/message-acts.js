/** What an agent does to one message: reacts, sends it again, asks what became of it. */
import { signal } from "@preact/signals";

export function createMessageActs({ api, threads, toasts, storage, newId, now, myId }) {
  /** Why a message was not sent again, by message. */
  const refusals = signal(new Map());
  /** What happened to a message on its way out, by message. */
  const stories = signal(new Map());
  /** Messages of unknown fate that are left as they are. */
  const left = signal(new Set(storage.names("left.").map((name) => name.slice(5))));

  const with_ = (map, id, value) => new Map(map.value).set(id, value);

  /** Puts a reaction there at once, or takes it back; undone with its reason when refused. */
  async function react(id, message, emoji) {
    const { reactions = [] } = message;
    const others = reactions.filter(({ user_id }) => user_id === null);
    const mine = emoji ? [{ user_id: myId(), emoji, react_time: now() }] : [];
    threads.patch(id, message.id, { reactions: [...others, ...mine] });
    try {
      const answer = await api.put(`/conversations/${id}/messages/${message.id}/reaction`, { emoji });
      threads.patch(id, message.id, { reactions: answer.message.reactions });
    } catch (error) {
      threads.patch(id, message.id, { reactions });
      toasts.add({ key: "refused.react", error });
    }
  }

  /** Sends a failed or unknown message once more: the same message, not a new one. */
  async function retry(id, message) {
    const requestId = newId();
    refuse(message.id, null);
    threads.patch(id, message.id, { status: "queued", error: null });
    stories.value = with_(stories, message.id, undefined);
    try {
      const answer = await api.post(`/conversations/${id}/messages/${message.id}/retry`, { request_id: requestId }, requestId);
      threads.receive(answer.message);
    } catch (error) {
      threads.patch(id, message.id, { status: message.status, error: message.error });
      refuse(message.id, error);
    }
  }

  function refuse(messageId, error) {
    refusals.value = with_(refusals, messageId, error);
  }

  /** Leaves a message whose fate is unknown; it is not asked about again here. */
  function leave(messageId) {
    left.value = new Set(left.value).add(messageId);
    storage.write(`left.${messageId}`, "1");
  }

  async function tell(id, messageId) {
    try {
      stories.value = with_(stories, messageId, await api.get(`/conversations/${id}/messages/${messageId}/delivery`));
    } catch (error) {
      stories.value = with_(stories, messageId, { status: "", steps: [], error });
    }
  }

  /** Asks the provider for a file once more. */
  async function fetchFile(id, message, attachmentId) {
    const put = (patch) => {
      const attachments = message.content.attachments.map((one) => (one.id === attachmentId ? { ...one, ...patch } : one));
      threads.patch(id, message.id, { content: { ...message.content, attachments } });
    };
    put({ state: "waiting", reason: "" });
    try {
      put(await api.post(`/media/${attachmentId}/fetch`));
    } catch (error) {
      put({ state: "failed" });
      toasts.add({ key: "refused.fetch", error });
    }
  }

  return { refusals, stories, left, react, retry, leave, tell, fetchFile };
}
