/** Where one comes in. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { LanguageChoice } from "../components/language-choice.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { chooseLanguage } from "./language.js";

export function SignInView({ app }) {
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);

  async function submit(event) {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData(event.currentTarget));
    setBusy(true);
    setError(null);
    try {
      await app.session.signIn(email.trim(), password);
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  }

  return html`<main class="sign-in">
    <section class="sign-in__side">
      <form class="sign-in__form" onSubmit=${submit}>
        <p class="brand"><span class="brand__mark" aria-hidden="true"></span>Recado</p>
        <h1 class="sign-in__title">${t("signin.title")}</h1>
        <p class="sign-in__text">${t("signin.text")}</p>
        <${Field} label=${t("signin.email")} name="email" type="email" autocomplete="username" required autofocus />
        <${Field} label=${t("signin.password")} name="password" type="password" autocomplete="current-password" required />
        ${error && html`<p class="notice notice--bad" role="alert">${why(error)}</p>`}
        <${Button} type="submit" kind="primary" busy=${busy}>${t("signin.go")}</${Button}>
      </form>
      <${LanguageChoice} onChoose=${(name) => chooseLanguage(app, name)} />
    </section>
    <section class="sign-in__scene" aria-hidden="true">
      <div class="scene">
        ${["in", "in", "out", "in", "out"].map((side, index) => html`<span class=${`scene__bubble scene__bubble--${side} scene__bubble--${index}`} key=${index}></span>`)}
      </div>
      <p class="sign-in__claim">${t("signin.claim")}</p>
    </section>
  </main>`;
}
