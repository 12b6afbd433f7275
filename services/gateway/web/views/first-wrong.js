/** After a form was refused by the page itself: the first field that is wrong, wherever it is. */

/** Puts the focus there once the errors are drawn; on a phone it may be out of sight. */
export function focusFirstWrong(form) {
  requestAnimationFrame(() => form?.querySelector("[aria-invalid=true]")?.focus());
}
