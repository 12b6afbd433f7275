/** Draws files: in the conversation, in the tray before they go, and large. */

const STEPS = ["B", "KB", "MB", "GB"];

/** Returns a size as people read it: `1.4 MB`. */
export function shownSize(bytes, language) {
  let [value, step] = [bytes, 0];
  while (value >= 1000 && step < STEPS.length - 1) [value, step] = [value / 1000, step + 1];
  return `${value.toLocaleString(language, { maximumFractionDigits: step > 1 ? 1 : 0 })} ${STEPS[step]}`;
}

/** Returns what shows a file of a message. */
export function fileView(file, { words, language, onOpen }) {
  const ready = file.url && file.state !== "failed";
  if (ready && (file.kind === "image" || file.kind === "sticker")) return pictureView(file, words, onOpen);
  if (ready && file.kind === "video") return filmView(file, words);
  if (ready && file.kind === "audio") return soundView(file);
  return cardView(file, words, language, ready);
}

function pictureView(file, words, onOpen) {
  const button = element("button", "file file--image");
  button.type = "button";
  button.setAttribute("aria-label", `${words.openPicture}: ${file.file_name}`);
  button.append(sized(element("img"), file));
  // A moving picture moves in the conversation too.
  button.firstChild.src = (!file.animated && file.preview_url) || file.url;
  button.firstChild.alt = "";
  button.addEventListener("click", () => onOpen(file));
  return button;
}

function filmView(file, words) {
  const film = sized(element("video", "file file--video"), file);
  film.controls = true;
  film.playsInline = true;
  film.preload = file.preview_url ? "none" : "metadata";
  if (file.preview_url) film.poster = file.preview_url;
  film.src = file.playable_url || file.url;
  film.setAttribute("aria-label", `${words.video}: ${file.file_name}`);
  return film;
}

function soundView(file) {
  const sound = element("audio", "file file--audio");
  sound.controls = true;
  sound.preload = "metadata";
  sound.src = file.playable_url || file.url;
  return sound;
}

function cardView(file, words, language, ready) {
  const card = element(ready ? "a" : "span", "file file--card");
  if (ready) {
    card.href = downloadAddress(file);
    card.download = file.file_name;
    card.setAttribute("aria-label", `${words.download}: ${file.file_name}`);
  }
  const name = element("span", "file__name");
  name.textContent = file.file_name || words.file;
  const size = element("span", "file__size");
  size.textContent = ready || file.state !== "failed" ? shownSize(file.size_bytes, language) : words.fileGone;
  card.append(name, size);
  return card;
}

function downloadAddress(file) {
  return file.url.startsWith("blob:") ? file.url : `${file.url}?download=1`;
}

/** Reserves the place, so that nothing jumps when the picture comes. */
function sized(view, file) {
  if (file.width && file.height) [view.width, view.height] = [file.width, file.height];
  return view;
}

/** The dialog that shows one picture large. Returns {open, close, isOpen}. */
export function createLightbox(dialog, words) {
  const picture = dialog.querySelector("img");
  const [save, close] = [dialog.querySelector("a"), dialog.querySelector("button")];
  close.setAttribute("aria-label", words.closePicture);
  save.textContent = words.download;
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => picture.removeAttribute("src"));
  return {
    open(file) {
      picture.src = file.url;
      picture.alt = file.file_name;
      save.href = downloadAddress(file);
      save.download = file.file_name;
      dialog.showModal();
    },
    isOpen: () => dialog.open,
  };
}

/** The files chosen and not sent yet. Returns {add, take, isEmpty}. */
export function createTray(list, { words, language, changed }) {
  let chosen = [];

  function draw() {
    list.replaceChildren(...chosen.map(row));
    list.hidden = !chosen.length;
    changed();
  }

  function row(file) {
    const item = element("li", "tray__file");
    const name = element("span", "file__name");
    name.textContent = file.name;
    const size = element("span", "file__size");
    size.textContent = shownSize(file.size, language);
    const remove = element("button", "tray__remove");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `${words.remove}: ${file.name}`);
    remove.addEventListener("click", () => {
      chosen = chosen.filter((each) => each !== file);
      draw();
    });
    item.append(name, size, remove);
    return item;
  }

  return {
    add(files) {
      chosen = [...chosen, ...files].slice(0, 10);
      draw();
    },
    take() {
      const taken = chosen;
      chosen = [];
      draw();
      return taken;
    },
    isEmpty: () => !chosen.length,
  };
}

function element(name, className = "") {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
