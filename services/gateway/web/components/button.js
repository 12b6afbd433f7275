/** A button; `kind` is `plain`, `primary`, `soft`, `go`, `quiet` or `danger`. */
import { html } from "../lib/html.js";
import { classes } from "../lib/text.js";
import { Icon } from "./icon.js";

export function Button({ kind = "plain", icon = null, busy = false, children, label = null, type = "button", small = false, ...rest }) {
  return html`<button
    type=${type}
    class=${classes("button", `button--${kind}`, small && "button--small", busy && "button--busy")}
    aria-label=${label}
    aria-busy=${busy ? "true" : null}
    ...${rest}
  >
    ${icon && html`<${Icon} name=${icon} />`}${children}
  </button>`;
}

/** A square button with an icon alone; its label is also its tooltip. */
export function IconButton({ icon, label, size = 18, active = false, ...rest }) {
  return html`<button type="button" class=${classes("icon-button", active && "icon-button--active")} aria-label=${label} title=${label} ...${rest}>
    <${Icon} name=${icon} size=${size} />
  </button>`;
}
