/** How many conversations each section has; corrected at once, checked soon after. */
import { signal } from "@preact/signals";

/** @param {{ api: object, channel: { value: string }, later: (run: () => void) => void }} options */
export function createCounts({ api, channel, later }) {
  const counts = signal(null);
  let asked = false;

  async function load() {
    try {
      counts.value = await api.get("/counts", { channel: channel.value });
    } catch {
      // The old numbers stay; the next change asks again.
    }
  }

  /** Moves one conversation from a section to another. */
  function move(from, to) {
    if (!counts.value || from === to) return;
    const next = { ...counts.value };
    if (from) next[from] = Math.max(0, next[from] - 1);
    if (to) next[to] += 1;
    counts.value = next;
  }

  /** Asks the server once things calm down; many calls make one question. */
  function check() {
    if (asked) return;
    asked = true;
    later(async () => {
      asked = false;
      await load();
    });
  }

  return { counts, load, move, check };
}
