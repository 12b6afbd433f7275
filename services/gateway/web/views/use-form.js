/** What every form of the administration does: send, and show the refusal at its field. */
import { useState } from "preact/hooks";
import { why } from "../i18n/i18n.js";

/** @param {(facts: Record<string, string>, form: HTMLFormElement) => Promise<void>} send */
export function useForm(send) {
  const [refusal, setRefusal] = useState(null);
  const [busy, setBusy] = useState(false);

  async function onSubmit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setRefusal(null);
    try {
      await send(Object.fromEntries(new FormData(form)), form);
    } catch (error) {
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  }

  /** The error text of one field, or of the whole form without a name. */
  function errorOf(name = null) {
    if (!refusal) return null;
    const field = refusal.field?.split(".").at(-1) ?? null;
    return field === name ? why(refusal) : null;
  }

  return { onSubmit, busy, errorOf, refusal };
}
