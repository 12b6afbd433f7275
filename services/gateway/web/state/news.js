/**
 * What the stream told, and when: so that an answer that was on its way for
 * longer does not undo it.
 */
export function createNews() {
  const heard = new Map();
  let count = 0;

  /** The stream told of a thing. */
  const hear = (id) => heard.set(id, (count += 1));

  /** A moment to ask `since` with. */
  const mark = () => count;

  /** Whether the stream told of a thing after a moment. */
  const since = (moment, id) => (heard.get(id) ?? 0) > moment;

  return { hear, mark, since };
}
