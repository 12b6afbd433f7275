/** Keys for programs; each is shown once, when it is made. */
import { useEffect, useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { CopyBox } from "../components/copy-box.js";
import { Dialog } from "../components/dialog.js";
import { Empty, Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { language, t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { date } from "../lib/time.js";
import { useForm } from "./use-form.js";

export function TokensView({ app }) {
  const { tokens } = app;
  const [fresh, setFresh] = useState(null);
  const [leaving, setLeaving] = useState(null);
  const form = useForm(async ({ name }, element) => {
    const { token } = await tokens.create({ name: name.trim() });
    setFresh(token);
    element.reset();
  });
  useEffect(() => void tokens.load(), []);
  if (tokens.status.value === "failed") return html`<${Failed} text=${why(tokens.error.value)} retry=${t("retry")} onRetry=${() => tokens.load()} />`;
  if (tokens.status.value !== "ready") return html`<${Skeleton} rows=${3} label=${t("loading")} />`;

  return html`
    <form class="form" onSubmit=${form.onSubmit}>
      <${Field} label=${t("tokens.new")} name="name" required maxlength="80" help=${t("tokens.new.help")} error=${form.errorOf("name") ?? form.errorOf()} />
      <${Button} type="submit" kind="primary" busy=${form.busy}>${t("tokens.add")}</${Button}>
    </form>
    ${fresh && html`<div class="notice notice--good notice--tall"><p>${t("tokens.once")}</p><${CopyBox} label=${t("tokens.token")} text=${fresh} /></div>`}
    ${tokens.items.value.length === 0 && html`<${Empty} icon="key-round" title=${t("tokens.none")} text=${t("tokens.none.text")} />`}
    <ul class="cards">${tokens.items.value.map((token) => html`<li class="card" key=${token.id}><div class="card__row">
      <span class="card__name">${token.name}<small>${t("tokens.made", { when: date(token.create_time, language.value) })}</small></span>
      <${Button} small kind="danger" icon="trash-2" onClick=${() => setLeaving(token)}>${t("tokens.revoke")}</${Button}>
    </div></li>`)}</ul>
    ${leaving && html`<${Revoke} token=${leaving} tokens=${tokens} onClose=${() => setLeaving(null)} />`}`;
}

/** Names the thing and what follows. */
function Revoke({ token, tokens, onClose }) {
  const [refused, setRefused] = useState(null);
  const revoke = () => tokens.remove(token.id).then(onClose, setRefused);
  return html`<${Dialog} title=${t("tokens.revoke.title", { name: token.name })} onClose=${onClose}>
    <p class="dialog__text">${t("tokens.revoke.text")}</p>
    ${refused && html`<p class="notice notice--bad" role="alert">${why(refused)}</p>`}
    <footer class="dialog__foot"><${Button} onClick=${onClose}>${t("cancel")}</${Button}><${Button} kind="danger" onClick=${revoke}>${t("tokens.revoke")}</${Button}></footer>
  </${Dialog}>`;
}
