/** Who is signed in, and their availability. */
import { computed, signal } from "@preact/signals";

const NOT_TOLD = { available: false, online: false, load: 0, capacity: 0 };

export function createSession({ api }) {
  /** Undefined until known, null when signed out. */
  const me = signal(undefined);
  const failed = signal(null);
  const user = computed(() => me.value?.user ?? null);
  /** As unavailable when routing could not be asked: nobody is promised then. */
  const availability = computed(() => me.value?.availability ?? NOT_TOLD);

  /** Finds out whether a session exists from before. */
  async function restore() {
    failed.value = null;
    try {
      me.value = await api.get("/me");
    } catch (error) {
      if (error.status === 401) me.value = null;
      else failed.value = error;
    }
  }

  /** Throws the refusal; the form shows it. */
  async function signIn(email, password) {
    me.value = await api.post("/session", { email, password });
  }

  async function signOut() {
    await api.remove("/session").catch(() => {});
    me.value = null;
  }

  /** Switches at once and back if refused; throws the refusal then. */
  async function setAvailable(available) {
    const before = availability.value;
    learnAvailability({ ...before, available });
    try {
      learnAvailability(await api.put("/me/availability", { available }));
    } catch (error) {
      learnAvailability(before);
      throw error;
    }
  }

  function learnAvailability(next) {
    if (me.value) me.value = { ...me.value, availability: { ...me.value.availability, ...next } };
  }

  async function setLanguage(language) {
    if (!me.value) return;
    me.value = { ...me.value, user: { ...me.value.user, language } };
    await api.patch("/me", { language });
  }

  /** The gateway no longer knows the session. */
  function expire() {
    me.value = null;
  }

  const may = (permission) => user.value?.permissions.includes(permission) ?? false;

  return { me, failed, user, availability, may, restore, signIn, signOut, setAvailable, setLanguage, learnAvailability, expire };
}
