/** The eight notification switches; a change counts only once saved (NTF-6). */
import { computed, signal } from "@preact/signals";

export const TRIGGERS = ["mine", "others", "unassigned", "assigned"];
export const WAYS = ["desktop", "email"];

export function createPreferences({ api }) {
  const saved = signal(null);
  const edited = signal(null);
  const status = signal("new");
  const error = signal(null);
  const changed = computed(() => JSON.stringify(saved.value) !== JSON.stringify(edited.value));

  /** Reads what is in force and drops edits that were not saved. */
  async function open() {
    edited.value = saved.value;
    status.value = saved.value ? "ready" : "loading";
    try {
      saved.value = await api.get("/me/notifications");
      edited.value = saved.value;
      status.value = "ready";
    } catch (refusal) {
      status.value = "failed";
      error.value = refusal;
    }
  }

  function flip(trigger, way) {
    const ways = edited.value[trigger];
    edited.value = { ...edited.value, [trigger]: { ...ways, [way]: !ways[way] } };
    if (status.value !== "saving") status.value = "ready";
  }

  async function save() {
    status.value = "saving";
    try {
      saved.value = await api.put("/me/notifications", edited.value);
      status.value = "saved";
    } catch (refusal) {
      status.value = "refused";
      error.value = refusal;
    }
  }

  return { edited, status, error, changed, open, flip, save };
}
