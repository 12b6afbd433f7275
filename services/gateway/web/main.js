/** Makes the state, connects it to the browser, draws it. */
import { render } from "preact";
import { connect } from "./lib/connect.js";
import { html } from "./lib/html.js";
import { AppView } from "./views/app-view.js";

const app = connect();
render(html`<${AppView} app=${app} />`, document.getElementById("page"));
