/** How new and reopened conversations find their attendant. */
import { signal } from "@preact/signals";

export const METHODS = ["manual", "owner", "fewest", "random"];
export const POLICIES = ["keep_assignee", "redistribute", "unassigned"];

export function createDistribution({ api }) {
  const settings = signal(null);
  const status = signal("new");
  const error = signal(null);

  async function load() {
    status.value = "loading";
    await keep(api.get("/distribution"), "ready");
  }

  async function save(next) {
    status.value = "saving";
    const { method, reopen_policy } = next;
    await keep(api.put("/distribution", { method, reopen_policy }), "saved");
  }

  async function keep(answer, after) {
    try {
      settings.value = await answer;
      status.value = after;
    } catch (refusal) {
      error.value = refusal;
      status.value = settings.value ? "refused" : "failed";
    }
  }

  return { settings, status, error, load, save };
}
