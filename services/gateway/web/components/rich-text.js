/** A text with its links; blanks of a template that are not filled yet stand out. */
import { html } from "../lib/html.js";
import { pieces } from "../lib/text.js";

export function RichText({ text, marks = false }) {
  return html`<span class="bubble__text">${pieces(text).map((piece, index) => (piece.link ? html`<${Link} key=${index} to=${piece.link} />` : marks ? blanks(piece.text) : piece.text))}</span>`;
}

function Link({ to }) {
  return html`<a href=${to} target="_blank" rel="noopener noreferrer nofollow">${to}</a>`;
}

function blanks(text) {
  return text.split(/(\{\{[^{}]*\}\})/).map((part, index) => (index % 2 ? html`<mark class="blank" key=${index}>${part}</mark>` : part));
}
