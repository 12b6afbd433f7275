// Recado's web chat: <script async src="…/webchat/widget.js" data-token="…">
(() => {
  const script = document.currentScript;
  const token = script?.dataset.token;
  if (!token || document.getElementById("recado-webchat")) return;

  const home = new URL(script.src).origin;
  const started = `recado:${token}:started`; // This visitor has chatted before.
  const kept = `recado:${token}:visitor`; // For when the frame's own storage is gone.
  const words = {
    pt: { open: "Abrir o chat", close: "Fechar o chat", unread: "não lidas" },
    es: { open: "Abrir el chat", close: "Cerrar el chat", unread: "sin leer" },
    en: { open: "Open chat", close: "Close chat", unread: "unread" },
  };
  const say = words[(navigator.language || "en").slice(0, 2)] || words.en;

  const host = document.createElement("div");
  host.id = "recado-webchat";
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    button { all: unset; box-sizing: border-box; position: fixed; z-index: 2147483000;
      inset-block-end: calc(20px + env(safe-area-inset-bottom)); inset-inline-end: 20px;
      inline-size: 56px; block-size: 56px; border-radius: 50%; cursor: pointer;
      background: #0b7a5c; color: #fff; display: grid; place-items: center;
      box-shadow: 0 6px 20px rgb(0 0 0 / .28); transition: transform .15s; }
    button:hover { transform: translateY(-2px); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b7a5c; }
    svg { inline-size: 26px; block-size: 26px; fill: none; stroke: currentColor;
      stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    span { position: absolute; inset-block-start: -4px; inset-inline-end: -4px;
      min-inline-size: 22px; block-size: 22px; padding: 0 6px; box-sizing: border-box;
      border-radius: 11px; background: #c62828; color: #fff; text-align: center;
      font: 600 13px/22px system-ui, sans-serif; }
    iframe { position: fixed; z-index: 2147483000; border: 0; border-radius: 16px;
      inset-block-end: calc(88px + env(safe-area-inset-bottom)); inset-inline-end: 20px;
      inline-size: 380px; block-size: min(620px, calc(100dvh - 108px));
      box-shadow: 0 12px 40px rgb(0 0 0 / .3); color-scheme: light dark; }
    [hidden] { display: none; }
    @media (max-width: 480px) {
      iframe { inset: 0; inline-size: 100%; block-size: 100dvh; border-radius: 0; }
      button[aria-expanded="true"] { display: none; } }
    @media (prefers-reduced-motion: reduce) { button { transition: none; } }`);
  root.adoptedStyleSheets = [sheet];

  const launcher = document.createElement("button");
  launcher.type = "button";
  launcher.setAttribute("aria-expanded", "false");
  const svg = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(svg, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  icon.append(path);
  const badge = document.createElement("span");
  badge.hidden = true;
  launcher.append(icon, badge);
  root.append(launcher);

  let frame = null;
  let open = false;
  let unread = 0;

  function draw() {
    const label = open ? say.close : say.open;
    launcher.setAttribute("aria-expanded", String(open));
    launcher.setAttribute("aria-label", unread ? `${label} (${unread} ${say.unread})` : label);
    path.setAttribute("d", open ? "M6 6l12 12M18 6L6 18" : "M21 12a8 8 0 0 1-11.5 7.2L4 20l1-4.6A8 8 0 1 1 21 12z");
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.hidden = open || !unread;
    if (frame) frame.hidden = !open;
  }

  function remember(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch { /* Storage is off: the chat works, and forgets. */ }
  }

  function recall(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function tell(message) {
    frame?.contentWindow?.postMessage(message, home);
  }

  function load() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.title = "Chat";
    frame.hidden = !open;
    frame.allow = "clipboard-write";
    frame.src = `${home}/webchat/frame?token=${encodeURIComponent(token)}#${encodeURIComponent(location.origin)}`;
    root.insertBefore(frame, launcher);
  }

  function set(wanted) {
    open = wanted;
    if (open) load();
    draw();
    tell({ type: open ? "recado:open" : "recado:closed" });
    if (open) frame.focus();
    else launcher.focus();
  }

  addEventListener("message", (event) => {
    if (event.origin !== home || !frame || event.source !== frame.contentWindow) return;
    const { type, count, visitor } = event.data ?? {};
    if (type === "recado:ready") {
      const token = recall(kept);
      if (token) tell({ type: "recado:restore", visitor: token });
      tell({ type: open ? "recado:open" : "recado:closed" });
    } else if (type === "recado:unread") {
      unread = Number(count) || 0;
      draw();
    } else if (type === "recado:started") remember(started, "1");
    else if (type === "recado:keep") remember(kept, String(visitor));
    else if (type === "recado:close") set(false);
  });

  launcher.addEventListener("click", () => set(!open));
  window.recado = { open: () => set(true), close: () => set(false), toggle: () => set(!open) };

  function mount() {
    document.body.append(host);
    draw();
    // A returning visitor gets the badge without opening; others cost nothing.
    if (recall(started)) load();
  }
  if (document.body) mount();
  else addEventListener("DOMContentLoaded", mount);
})();
