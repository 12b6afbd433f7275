/** What a file is, told from its first bytes, its name and what the browser says of it. */

const HEAD = 64; // bytes read of a file; enough for every mark below
const BY_NAME = {
  jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", gif: "image/gif", webp: "image/webp", heic: "image/heic",
  mp4: "video/mp4", mov: "video/quicktime", "3gp": "video/3gpp", webm: "video/webm",
  mp3: "audio/mpeg", m4a: "audio/mp4", aac: "audio/aac", amr: "audio/amr", ogg: "audio/ogg", oga: "audio/ogg", opus: "audio/ogg", wav: "audio/wav",
  pdf: "application/pdf", csv: "text/csv", txt: "text/plain", zip: "application/zip",
  doc: "application/msword", xls: "application/vnd.ms-excel", ppt: "application/vnd.ms-powerpoint",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};
const MARKS = [
  [0, "%PDF", "application/pdf"], [0, "\x89PNG", "image/png"], [0, "\xff\xd8\xff", "image/jpeg"], [0, "GIF8", "image/gif"],
  [0, "OggS", "audio/ogg"], [0, "ID3", "audio/mpeg"], [0, "#!AMR", "audio/amr"], [8, "WEBP", "image/webp"], [8, "WAVE", "audio/wav"],
  [4, "ftypM4A", "audio/mp4"], [4, "ftypqt", "video/quicktime"], [4, "ftyp3g", "video/3gpp"], [4, "ftyphei", "image/heic"],
];
const CONTAINERS = [[0, "PK\x03\x04"], [0, "\xd0\xcf\x11\xe0"], [0, "\x1aE\xdf\xa3"], [4, "ftyp"]];

/** @returns {Promise<{ media_type: string, kind: string }>} */
export async function inspect(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  const media_type = mediaType(head, file.name ?? "", file.type ?? "");
  return { media_type, kind: kindOf(media_type) };
}

/** The content decides; a container or plain text is named by the file's end. */
export function mediaType(head, name, declared) {
  const told = declared.split(";")[0].toLowerCase();
  const named = BY_NAME[extension(name)];
  const marked = MARKS.find(([at, mark]) => head.startsWith(mark, at))?.[2];
  if (marked === "audio/ogg" && told === "video/ogg") return told;
  if (marked) return marked;
  if (named && isFilm(told) && told.split("/")[1] === named.split("/")[1]) return told; // sound in the container of a film
  const inside = CONTAINERS.some(([at, mark]) => head.startsWith(mark, at));
  if (inside && head.startsWith("ftyp", 4) && ![told, named].some(isFilm)) return "video/mp4";
  return named ?? (told || "application/octet-stream");
}

const isFilm = (type) => /^(video|audio)\//.test(type ?? "");

/** What a file of a type is shown as. */
export function kindOf(mediaType) {
  const [family] = mediaType.split("/");
  return ["image", "video", "audio"].includes(family) ? family : "document";
}

/** The end of a name, lower case, without its dot; empty when it has none. */
export function extension(name) {
  return /\.([^.]{1,8})$/.exec(name)?.[1].toLowerCase() ?? "";
}

/** What people call a type: `PDF`, `JPEG`, `Excel`. */
export function typeName(mediaType, name = "") {
  if (/ms-excel|spreadsheetml/.test(mediaType)) return "Excel";
  if (/msword|wordprocessingml/.test(mediaType)) return "Word";
  if (/powerpoint|presentationml/.test(mediaType)) return "PowerPoint";
  if (mediaType === "text/plain") return "TXT";
  const end = mediaType.split("/")[1]?.replace(/^x-|^vnd\./, "") ?? "";
  return (end.length > 0 && end.length <= 5 ? end : extension(name) || end.slice(0, 12)).toUpperCase();
}

/** A number of bytes as a reader of a language expects it. */
export function fileSize(bytes, language) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0;
  const value = bytes / 1024 ** step;
  return new Intl.NumberFormat(language, { style: "unit", unit: units[step], maximumFractionDigits: value < 10 && step > 1 ? 1 : 0 }).format(value);
}
