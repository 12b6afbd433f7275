/** Runs the command of a key, unless the agent is typing or a window is open. */
import { useEffect } from "preact/hooks";
import { createPairs, isTyping, keyName } from "../lib/keys.js";
import { commands } from "./commands.js";

export function useShortcuts(app) {
  useEffect(() => {
    const pair = createPairs(["g"], Date.now);

    function onKey(event) {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
      const name = keyName(event);
      if (isTyping(event.target) && !name.startsWith("Ctrl+")) return leaveField(event);
      const wanted = pair(name);
      const found = commands(app).find(({ keys }) => keys?.includes(wanted));
      if (!found) return;
      event.preventDefault();
      found.run();
    }

    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

/** Escape in a field goes back to the list, so that keys act again. */
function leaveField(event) {
  if (event.key !== "Escape") return;
  event.target.blur();
  document.querySelector(".row--open")?.focus();
}
