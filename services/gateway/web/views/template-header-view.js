/** What stands above a template's body: nothing, a text, or a file with its sample. */
import { useState } from "preact/hooks";
import { Field } from "../components/field.js";
import { t, why } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { ACCEPTED, FILES } from "../state/template-draft.js";

export function HeaderEditor({ app, draft, change, errorOf, onPicture }) {
  const kind = draft.header?.kind ?? "";
  function choose(event) {
    const next = event.currentTarget.value;
    onPicture(null);
    change({ header: next ? { kind: next, text: "", sample_attachment_id: "" } : null });
  }
  return html`
    <${Field} label=${t("template.header")} value=${kind} options=${["", "text", ...FILES].map((name) => [name, t(`template.header.${name || "none"}`)])} onChange=${choose} />
    ${kind === "text" && html`<${Field} label=${t("template.header.words")} value=${draft.header.text} help=${t("template.header.help")} error=${errorOf("header.text")} onInput=${(event) => change({ header: { ...draft.header, text: event.currentTarget.value } })} />`}
    ${FILES.includes(kind) && html`<${Sample} app=${app} draft=${draft} change=${change} error=${errorOf("header.sample_attachment_id")} onPicture=${onPicture} key=${kind} />`}`;
}

/** The provider's reviewers see it; each send may carry another. */
function Sample({ app, draft, change, error, onPicture }) {
  const [state, setState] = useState(draft.header.sample_attachment_id ? "there" : "none");
  const [refused, setRefused] = useState(null);
  const { kind } = draft.header;

  async function take(event) {
    const [file] = event.currentTarget.files;
    if (!file) return;
    setState("busy");
    setRefused(null);
    try {
      const id = await app.templateList.giveSample(draft.channel_id, file);
      change({ header: { kind, text: "", sample_attachment_id: id } });
      onPicture(kind === "image" ? `/api/v1/media/${id}` : null);
      setState("there");
    } catch (refusal) {
      setRefused(refusal);
      setState("none");
    }
  }
  return html`<${Field} label=${t("template.sample")} type="file" accept=${ACCEPTED[kind]} disabled=${state === "busy"} help=${t(`template.sample.${state}`)} error=${refused ? why(refused) : error} onChange=${take} />`;
}
