/**
 * The id of a wish: the same for as long as the same is asked, so that asking
 * again after an answer got lost does nothing twice.
 */
export function createSameWish(newId) {
  let asked = null;
  let id = null;

  /** @param {object} body what is asked @returns {string} */
  return function idOf(body) {
    const now = JSON.stringify(body);
    if (now !== asked) id = newId();
    asked = now;
    return id;
  };
}
