/** Who may sign in, and what they may do. */
import { useEffect, useState } from "preact/hooks";
import { Avatar } from "../components/avatar.js";
import { Button } from "../components/button.js";
import { Failed, Skeleton } from "../components/empty.js";
import { Field } from "../components/field.js";
import { Switch } from "../components/switch.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { useForm } from "./use-form.js";

const PERMISSIONS = ["inbox", "contacts.edit", "channels.manage", "settings.manage", "ledger.view", "users.manage", "templates.manage", "campaigns.manage"];

export function UsersView({ app }) {
  const { users } = app;
  const [adding, setAdding] = useState(false);
  useEffect(() => void users.load(), []);
  if (users.status.value === "failed") return html`<${Failed} text=${why(users.error.value)} retry=${t("retry")} onRetry=${() => users.load()} />`;
  if (users.status.value !== "ready") return html`<${Skeleton} label=${t("loading")} />`;
  return html`
    ${adding ? html`<${NewUser} app=${app} onDone=${() => setAdding(false)} />`
      : html`<div class="settings__act"><${Button} kind="primary" icon="plus" onClick=${() => setAdding(true)}>${t("users.add")}</${Button}></div>`}
    <ul class="cards">${users.items.value.map((user) => html`<${User} users=${users} user=${user} self=${user.id === app.session.user.value.id} key=${user.id} />`)}</ul>
    ${users.cursor.value && html`<${Button} onClick=${() => users.loadMore()}>${t("more")}</${Button}>`}`;
}

function User({ users, user, self }) {
  const [refused, setRefused] = useState(null);
  const change = (patch) => {
    setRefused(null);
    users.change(user.id, patch).catch(setRefused);
  };
  const flip = (name) => change({ permissions: user.permissions.includes(name) ? user.permissions.filter((one) => one !== name) : [...user.permissions, name] });

  return html`<li class="card">
    <div class="card__row">
      <${Avatar} id=${user.id} name=${user.name} size=${36} />
      <span class="card__name">${user.name}<small>${user.email}</small></span>
      <span class="card__switch">${t("users.active")}<${Switch} on=${user.active} disabled=${self} label=${t("users.active.of", { name: user.name })} onFlip=${() => change({ active: !user.active })} /></span>
    </div>
    <div class="card__chips" role="group" aria-label=${t("users.permissions.of", { name: user.name })}>
      ${PERMISSIONS.map((name) => html`<button type="button" class="chip" key=${name} disabled=${self} aria-pressed=${String(user.permissions.includes(name))} onClick=${() => flip(name)}>${t(`permission.to.${name}`)}</button>`)}
    </div>
    ${refused && html`<p class="field__error" role="alert">${why(refused)}</p>`}
  </li>`;
}

function NewUser({ app, onDone }) {
  const form = useForm(async ({ name, email, password, kind }) => {
    const permissions = kind === "admin" ? PERMISSIONS : ["inbox", "contacts.edit"];
    await app.users.create({ name: name.trim(), email: email.trim(), password, permissions, is_attendant: kind !== "admin" });
    onDone();
    app.roster.load();
  });
  return html`<form class="form card" onSubmit=${form.onSubmit} autocomplete="off">
    <h3 class="form__title">${t("users.add")}</h3>
    <${Field} label=${t("users.name")} name="name" required maxlength="120" error=${form.errorOf("name")} />
    <${Field} label=${t("signin.email")} name="email" type="email" required error=${form.errorOf("email")} />
    <${Field} label=${t("signin.password")} name="password" type="password" required minlength="10" autocomplete="new-password" help=${t("users.password.help")} error=${form.errorOf("password")} />
    <${Field} label=${t("users.kind")} name="kind" options=${["agent", "admin"].map((kind) => [kind, t(`users.kind.${kind}`)])} help=${t("users.kind.help")} />
    ${form.errorOf() && html`<p class="notice notice--bad" role="alert">${form.errorOf()}</p>`}
    <div class="form__foot">
      <${Button} type="submit" kind="go" busy=${form.busy}>${t("users.save")}</${Button}>
      <${Button} onClick=${onDone}>${t("cancel")}</${Button}>
    </div>
  </form>`;
}
