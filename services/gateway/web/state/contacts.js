/** The CRM contacts behind the conversations that were opened, and why each went where. */
import { signal } from "@preact/signals";

const NEW = { status: "new", contact: null };

export function createContacts({ api }) {
  const byConversation = signal(new Map());
  const decisions = signal(new Map());

  const get = (id) => byConversation.value.get(id) ?? NEW;

  function put(id, entry) {
    byConversation.value = new Map(byConversation.value).set(id, entry);
  }

  async function open(id) {
    if (get(id).status !== "ready") await load(id);
  }

  /** Reads again what is already on a screen; quiet for all else. */
  async function refresh(id) {
    if (byConversation.value.has(id)) await load(id);
  }

  async function load(id) {
    if (get(id).status === "new") put(id, { status: "loading", contact: null });
    try {
      put(id, { status: "ready", contact: await api.get(`/conversations/${id}/contact`) });
    } catch (error) {
      put(id, error.status === 404 ? { status: "none", contact: null } : { status: "failed", contact: null, error });
    }
  }

  /** Changes one property at once; undone, and the refusal thrown, when refused. */
  async function change(id, name, value) {
    const { contact } = get(id);
    put(id, { status: "ready", contact: { ...contact, [name]: value } });
    try {
      const saved = await api.patch(`/contacts/${contact.id}`, { [name]: value, seen_version: contact.version });
      put(id, { status: "ready", contact: saved });
    } catch (error) {
      put(id, { status: "ready", contact });
      if (error.reason === "CONTACT_CHANGED") await load(id);
      throw error;
    }
  }

  async function explain(id) {
    try {
      const { items } = await api.get(`/conversations/${id}/decisions`);
      decisions.value = new Map(decisions.value).set(id, items);
    } catch {
      decisions.value = new Map(decisions.value).set(id, null);
    }
  }

  function forget() {
    byConversation.value = new Map();
    decisions.value = new Map();
  }

  return { get, open, refresh, change, decisions, explain, forget };
}
