/**
 * Talks to the page around the frame: one known origin, named in the address.
 * Tokens never travel in addresses. The host keeps the visitor's token for the
 * day when the browser has thrown away what a frame of a third party stored.
 */

export function createHost({ onOpen, onRestore }) {
  const origin = decodeURIComponent(location.hash.slice(1));
  const framed = window.parent !== window && origin.startsWith("http");

  function tell(message) {
    if (framed) window.parent.postMessage(message, origin);
  }

  if (framed) {
    addEventListener("message", (event) => {
      if (event.origin !== origin || event.source !== window.parent) return;
      const { type, visitor } = event.data ?? {};
      if (type === "recado:open" || type === "recado:closed") onOpen(type === "recado:open");
      else if (type === "recado:restore" && typeof visitor === "string") onRestore(visitor);
    });
  }

  return { framed, tell };
}
