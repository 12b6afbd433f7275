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

  /**
   * Drops edits that were not saved and reads what is in force. A switch that
   * is flipped before the answer is there stays flipped.
   */
  async function open() {
    edited.value = saved.value;
    status.value = saved.value ? "ready" : "loading";
    try {
      const inForce = await api.get("/me/notifications");
      // Saved meanwhile: then this is old.
      if (status.value !== "loading" && status.value !== "ready") return;
      const untouched = edited.value === saved.value;
      saved.value = inForce;
      if (untouched) edited.value = inForce;
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
