/** The emoji an agent used last, and the skin tone chosen; remembered by the browser. */
import { signal } from "@preact/signals";

const KEPT = 18; // two rows of the picker

/** @param {{ storage: ReturnType<typeof import("../lib/storage.js").createStorage> }} options */
export function createEmoji({ storage }) {
  const recent = signal((storage.read("emoji.recent") ?? "").split(" ").filter(Boolean));
  const tone = signal(Number(storage.read("emoji.tone") ?? 0));

  function picked(emoji) {
    recent.value = [emoji, ...recent.value.filter((one) => one !== emoji)].slice(0, KEPT);
    storage.write("emoji.recent", recent.value.join(" "));
  }

  function setTone(next) {
    tone.value = next;
    storage.write("emoji.tone", next ? String(next) : null);
  }

  return { recent, tone, picked, setTone };
}
