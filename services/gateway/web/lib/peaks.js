/** The shape of a piece of sound: how loud it is along its length. */

import { blobAt } from "./addresses.js";

const MOST = 4 * 1024 * 1024; // bytes; longer pieces keep a flat line
const known = new Map();

/**
 * @param {string} address where the sound is, on this site or in memory
 * @param {number} count how many values
 * @returns {Promise<number[] | null>} 0 to 1 each; null when it cannot be told
 */
export function peaksOf(address, count) {
  const key = `${address} ${count}`;
  if (!known.has(key)) known.set(key, measure(address, count).catch(() => null));
  return known.get(key);
}

async function measure(address, count) {
  const bytes = await (blobAt(address) ?? read(address)).arrayBuffer();
  const context = new OfflineAudioContext(1, 1, 8000);
  const sound = await context.decodeAudioData(bytes);
  return shape(sound.getChannelData(0), count);
}

function read(address) {
  return {
    async arrayBuffer() {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok || Number(answer.headers.get("content-length") ?? 0) > MOST) throw new Error("not to be measured");
      return answer.arrayBuffer();
    },
  };
}

/** Cuts samples into parts and gives the loudest of each, the loudest of all being 1. */
export function shape(samples, count) {
  const length = Math.max(1, Math.floor(samples.length / count));
  const parts = Array.from({ length: count }, (_, part) => {
    let most = 0;
    for (let at = part * length; at < Math.min(samples.length, (part + 1) * length); at += 1) most = Math.max(most, Math.abs(samples[at]));
    return most;
  });
  const most = Math.max(...parts, 0.01);
  return parts.map((part) => part / most);
}
