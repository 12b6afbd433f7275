/** The CRM contacts behind the conversations that were opened, and why each went where. */
import { signal } from "@preact/signals";

const NEW = { status: "new", saved: null, guesses: {}, error: null };

export function createContacts({ api }) {
  const entries = signal(new Map());
  const turns = new Map();
  const decisions = signal(new Map());

  /** The contact with what is being changed laid over it. */
  function get(id) {
    const { status, saved, guesses, error } = entries.value.get(id) ?? NEW;
    return { status, error, contact: saved && { ...saved, ...guesses } };
  }

  function put(id, patch) {
    entries.value = new Map(entries.value).set(id, { ...NEW, ...entries.value.get(id), ...patch });
  }

  async function open(id) {
    if (get(id).status !== "ready") await load(id);
  }

  /** Reads again what is already on a screen; quiet for all else. */
  async function refresh(id) {
    if (entries.value.has(id)) await load(id);
  }

  async function load(id) {
    if (get(id).status === "new") put(id, { status: "loading" });
    try {
      put(id, { status: "ready", saved: await api.get(`/conversations/${id}/contact`) });
    } catch (error) {
      put(id, error.status === 404 ? { status: "none", saved: null } : { status: "failed", saved: null, error });
    }
  }

  /**
   * Changes one property at once; undone, and the refusal thrown, when refused.
   * Changes go one after another, since each names the version before it.
   */
  async function change(id, name, value) {
    const withdraw = guess(id, name, value);
    const turn = turns.get(id) ?? Promise.resolve();
    const mine = turn.then(() => send(id, name, value));
    turns.set(id, mine.catch(() => {}));
    try {
      await mine;
    } finally {
      withdraw();
    }
  }

  async function send(id, name, value) {
    const { saved } = entries.value.get(id);
    try {
      put(id, { saved: await api.patch(`/contacts/${saved.id}`, { [name]: value, seen_version: saved.version }) });
    } catch (error) {
      if (error.reason === "CONTACT_CHANGED") await load(id);
      throw error;
    }
  }

  function guess(id, name, value) {
    const of = () => entries.value.get(id)?.guesses ?? {};
    put(id, { guesses: { ...of(), [name]: value } });
    return function withdraw() {
      const { [name]: last, ...rest } = of();
      if (last === value) put(id, { guesses: rest });
    };
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
    entries.value = new Map();
    decisions.value = new Map();
  }

  return { get, open, refresh, change, decisions, explain, forget };
}
