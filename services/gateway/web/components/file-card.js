/** A document: what it is, how large, and saving it. */
import { language, t } from "../i18n/i18n.js";
import { fileSize, typeName } from "../lib/files.js";
import { html } from "../lib/html.js";
import { FileState } from "./file-state.js";
import { Icon } from "./icon.js";
import { Progress } from "./progress.js";

const TONES = { PDF: "red", Excel: "green", CSV: "green", Word: "blue", PowerPoint: "amber" };

export function FileCard({ attachment, onFetch, upload, local }) {
  const { state, media_type, file_name, size_bytes, url } = attachment;
  const type = typeName(media_type, file_name);
  const name = file_name || t("file.unnamed");
  const facts = [type, size_bytes > 0 && fileSize(size_bytes, language.value)].filter(Boolean).join(" · ");
  const body = html`
    <span class=${`file__icon file__icon--${TONES[type] ?? "plain"}`}><${Icon} name=${documentIcon(media_type)} size=${20} /></span>
    <span class="file__words"><span class="file__name">${name}</span><span class="file__facts">${facts}</span></span>`;
  if (upload) return html`<div class="file">${body}<${Progress} part=${upload.progress} onCancel=${upload.cancel} /></div>`;
  if (state !== "ready") return html`<div class="file file--absent">${body}<${FileState} attachment=${attachment} onFetch=${onFetch} /></div>`;
  return html`<a class="file" href=${local ?? saving(url)} download=${file_name || ""} title=${t("file.save", { name })}>
    ${body}<span class="file__save"><${Icon} name="download" size=${18} /></span>
  </a>`;
}

/** The address that saves a file under its name. */
export function saving(url) {
  return `${url}${url.includes("?") ? "&" : "?"}download=1`;
}

/** The icon that stands for a document. */
export function documentIcon(mediaType) {
  if (/spreadsheet|excel|csv/.test(mediaType)) return "file-spreadsheet";
  if (/zip|rar|tar|7z/.test(mediaType)) return "file-archive";
  return /pdf|word|text|presentation|powerpoint/.test(mediaType) ? "file-text" : "file";
}
