/** A template drawn with values, wherever one is shown before it is sent. */
import { TemplatePreview } from "../components/template-preview.js";
import { t } from "../i18n/i18n.js";
import { html } from "../lib/html.js";
import { fill } from "../state/templates.js";

/** @param {{ template: object, values: Record<string, string>, picture?: string | null }} props */
export function TemplateDrawing({ template, values, picture = null }) {
  const { header, body, category } = template;
  const text = category === "authentication" && !body ? t("template.code.body") : fill(body, values);
  return html`<${TemplatePreview} template=${template} header=${header?.kind === "text" ? fill(header.text, values) : ""} body=${text} picture=${picture} />`;
}

/** The address of a header's sample, if it has one. */
export function sampleOf({ header }) {
  return header?.sample_attachment_id ? `/api/v1/media/${header.sample_attachment_id}` : null;
}

/** A language as the reader calls it. */
export function languageName(code, language) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(code.replace("_", "-"));
  } catch {
    return code;
  }
}
