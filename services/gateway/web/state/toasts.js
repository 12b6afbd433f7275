/** Short words at the foot of the page, some with a way back. */
import { signal } from "@preact/signals";

const LIFE = 6 * 1000; // ms; long enough to read and to press Undo

/** @param {{ later: (run: () => void, wait: number) => void }} options */
export function createToasts({ later }) {
  const toasts = signal([]);
  let last = 0;

  /** @param {{ key: string, facts?: object, error?: object, undo?: () => void, act?: { key: string, run: () => void } }} toast */
  function add(toast) {
    const id = (last += 1);
    toasts.value = [...toasts.value.slice(-2), { ...toast, id }];
    later(() => drop(id), LIFE);
  }

  function drop(id) {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return { toasts, add, drop };
}
