/** A place to send: where one is, or one that is written in. */
import { useState } from "preact/hooks";
import { Button } from "../components/button.js";
import { Field } from "../components/field.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { parsePlace } from "../lib/place.js";

const PATIENCE = 10_000; // ms to wait for the device to know where it is

export function PlaceForm({ onSend }) {
  const [where, setWhere] = useState("");
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);

  function here() {
    setBusy(true);
    setProblem(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        setWhere(`${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`);
      },
      ({ code }) => {
        setBusy(false);
        setProblem(t(code === 1 ? "place.denied" : "place.unknown"));
      },
      { timeout: PATIENCE, maximumAge: 60_000 },
    );
  }
  function onSubmit(event) {
    event.preventDefault();
    const { name, address } = Object.fromEntries(new FormData(event.currentTarget));
    const place = parsePlace(where);
    if (place) onSend({ ...place, name: name.trim(), address: address.trim(), url: "" });
    else setProblem(t("place.wrong"));
  }

  return html`<form class="place-form" onSubmit=${onSubmit}>
    <${Field} label=${t("place.where")} name="where" value=${where} error=${problem} placeholder="-23.5505, -46.6333" help=${t("place.where.help")} onInput=${(event) => setWhere(event.currentTarget.value)} />
    ${navigator.geolocation && html`<${Button} small icon="locate" busy=${busy} onClick=${here}>${t("place.here")}</${Button}>`}
    <${Field} label=${t("place.name")} name="name" />
    <${Field} label=${t("place.address")} name="address" />
    <${Button} kind="primary" type="submit">${t("place.go")}</${Button}>
  </form>`;
}
