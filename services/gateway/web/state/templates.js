/** The templates that can be sent in a conversation, filled from its contact. */
import { signal } from "@preact/signals";

const NEW = { status: "new", items: [], error: null };

export function createTemplates({ api }) {
  const entries = signal(new Map());

  const get = (id) => entries.value.get(id) ?? NEW;

  function put(id, patch) {
    entries.value = new Map(entries.value).set(id, { ...get(id), ...patch });
  }

  /** Reads them, and again each time: an approval may have been withdrawn (TPL-6). */
  async function open(id) {
    if (get(id).status !== "ready") put(id, { status: "loading" });
    try {
      const { items } = await api.get(`/conversations/${id}/templates`);
      put(id, { status: "ready", items, error: null });
    } catch (error) {
      put(id, { status: "failed", error });
    }
  }

  /** A template changed: one that is no longer approved leaves at once; new ones come when the list is opened. */
  function receive(template) {
    for (const [id, { items }] of entries.value) {
      const still = items.filter((one) => one.template.id !== template.id || template.state === "approved");
      put(id, { items: still.map((one) => (one.template.id === template.id ? { ...one, template } : one)) });
    }
  }

  function forget() {
    entries.value = new Map();
  }

  return { get, open, receive, forget };
}

/** A text with its variables filled; those without a value stay as `{{name}}`. */
export function fill(text, values) {
  return (text ?? "").replace(/\{\{\s*([^{}\s]+)\s*\}\}/g, (blank, name) => values[name]?.trim() || blank);
}

/** A template as it will be sent, for the preview and for the thread. */
export function filled(template, variables) {
  return {
    template, variables, text: fill(template.body, variables),
    header: template.header?.kind === "text" ? fill(template.header.text, variables) : "",
    buttons: template.buttons.map(({ text }) => text),
  };
}
