/** What can be done with calls of providers. */

/** Has calls worked on again, and says what came of it. */
export function replayCalls(app, ids) {
  return app.ledger.replay(ids).then(
    (count) => app.toasts.add({ key: "toast.replayed", facts: { count } }),
    (error) => app.toasts.add({ key: "toast.unreplayed", error }),
  );
}
