/** Names keys the way the help sheet writes them, and reads two-key sequences. */

const PAIR = 1000; // ms in which the second key of a pair must follow

/** `Ctrl+k`, `?`, `j`; Cmd counts as Ctrl. */
export function keyName(event) {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${name}`;
}

/** Whether the key belongs to a field the agent is typing in. */
export function isTyping(target) {
  return target?.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target?.tagName);
}

/**
 * Returns a function that gives, for each key, the name to look up: a pair such
 * as `g i`, or the key alone.
 *
 * @param {string[]} leaders keys that may begin a pair
 * @param {() => number} clock ms
 */
export function createPairs(leaders, clock) {
  let leader = null;
  let at = 0;

  return function pair(name) {
    const first = leader && clock() - at < PAIR ? leader : null;
    leader = null;
    if (first) return `${first} ${name}`;
    if (leaders.includes(name)) {
      leader = name;
      at = clock();
    }
    return name;
  };
}
