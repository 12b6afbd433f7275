/** Talks to the control API. */

/** Calls `/control{path}` and returns the JSON; throws the problem if refused. */
export async function call(path, method = "GET", body = undefined) {
  const response = await fetch(`/control${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail), answer);
  return answer;
}

/**
 * Calls `onChange` with the set of nouns and keys that changed, at most every
 * 60 ms, and with null after a reconnection: then anything may have changed.
 */
export function watch(onChange) {
  const source = new EventSource("/control/events");
  let waiting = new Set();
  let opened = false;
  source.onopen = () => {
    if (opened) onChange(null);
    opened = true;
  };
  source.onmessage = (event) => {
    const { noun, key } = JSON.parse(event.data);
    if (waiting.size === 0) setTimeout(flush, 60);
    waiting.add(`${noun} ${key}`);
  };
  function flush() {
    const changed = waiting;
    waiting = new Set();
    onChange(changed);
  }
}
