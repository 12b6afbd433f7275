/**
 * Desktop notifications: shown once over all tabs, never for the conversation
 * that is open and in focus (NTF-9), and only with the browser's leave (NTF-10).
 */

const REMEMBERED = 200; // notification ids kept to recognise a repeat
const HEARING = 150; // ms in which a tab that has the conversation in focus may object
const HOLD = 5000; // ms a shown id stays locked, for tabs that get the event late

/**
 * @param {object} options
 * @param {(conversationId: string) => boolean} options.isFocused open and in focus here
 * @param {(conversationId: string) => void} options.onClick
 */
export function createDesktop({ isFocused, onClick }) {
  const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("recado.notifications") : null;
  const settled = new Set();
  tabs?.addEventListener("message", ({ data }) => settle(data));

  function settle(id) {
    settled.add(id);
    if (settled.size > REMEMBERED) settled.delete(settled.values().next().value);
  }

  function tellAll(id) {
    settle(id);
    tabs?.postMessage(id);
  }

  async function show({ id, conversation_id, contact_name, preview }, title = contact_name) {
    if (settled.has(id)) return;
    if (isFocused(conversation_id)) return tellAll(id);
    await pause(HEARING);
    if (settled.has(id) || permission() !== "granted" || !(await first(id))) return;
    tellAll(id);
    const note = new Notification(title, { body: preview, tag: conversation_id, icon: "/static/icons/recado.svg" });
    note.onclick = () => {
      globalThis.focus();
      onClick(conversation_id);
      note.close();
    };
  }

  return { show };
}

/** Whether no other tab of this browser has taken the notification. */
function first(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((decide) => {
    navigator.locks.request(`recado.notification.${id}`, { ifAvailable: true }, async (lock) => {
      decide(lock !== null);
      if (lock) await pause(HOLD);
    });
  });
}

function pause(length) {
  return new Promise((done) => setTimeout(done, length));
}

/** What the browser says: `granted`, `denied`, `default`, or `unsupported`. */
export function permission() {
  return "Notification" in globalThis ? Notification.permission : "unsupported";
}

/** Asks the browser; only ever called from a press of a button. */
export function askPermission() {
  return "Notification" in globalThis ? Notification.requestPermission() : Promise.resolve("unsupported");
}
