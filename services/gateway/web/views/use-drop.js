/** Files dragged over the thread and dropped there. */
import { useEffect, useState } from "preact/hooks";

/** @returns {boolean} whether files are over the thread now */
export function useDrop(onFiles) {
  const [over, setOver] = useState(false);

  useEffect(() => {
    const thread = document.getElementById("main");
    const carries = (event) => event.dataTransfer?.types.includes("Files");
    function onDrag(event) {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    }
    function onLeave(event) {
      if (!thread.contains(event.relatedTarget)) setOver(false);
    }
    function onDrop(event) {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      onFiles(event.dataTransfer.files);
    }
    thread.addEventListener("dragover", onDrag);
    thread.addEventListener("dragleave", onLeave);
    thread.addEventListener("drop", onDrop);
    return () => {
      thread.removeEventListener("dragover", onDrag);
      thread.removeEventListener("dragleave", onLeave);
      thread.removeEventListener("drop", onDrop);
    };
  }, []);
  return over;
}
