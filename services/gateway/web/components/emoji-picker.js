/** Every emoji: searched by name, moved through by arrows, the latest ones first. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { language, t } from "../i18n/i18n.js";
import { loadEmoji, search } from "../lib/emoji.js";
import { html } from "../lib/html.js";

const COLUMNS = 9;
const GROUPS = { 0: "😀", 1: "👋", 3: "🐻", 4: "🍎", 5: "🚗", 6: "⚽", 7: "💡", 8: "❤️", 9: "🏁" };
const TONES = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];

/** @param {{ recent: string[], tone?: number, onPick: (emoji: string) => void, onTone?: (tone: number) => void }} props */
export function EmojiPicker({ recent, tone = 0, onPick, onTone }) {
  const [all, setAll] = useState(null);
  const [failed, setFailed] = useState(false);
  const [wanted, setWanted] = useState("");
  const box = useRef(null);
  useEffect(() => box.current.querySelector("input").focus({ preventScroll: true }), []);
  useEffect(() => void loadEmoji(language.value).then(setAll, () => setFailed(true)), [language.value]);
  const groups = useMemo(() => (all ? grouped(all, wanted.trim()) : []), [all, wanted]);
  const shown = ({ emoji, skins }) => (tone && skins.length === 5 ? skins[tone - 1] : emoji);

  function onKeyDown(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const typing = event.target.tagName === "INPUT";
    if (event.key === "Enter" && typing) return void box.current.querySelector(".emoji__one")?.click();
    if (!step || (typing && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    const ones = [...box.current.querySelectorAll(".emoji__one")];
    const at = ones.indexOf(event.target);
    if (at + step < 0) return void box.current.querySelector("input").focus();
    ones[typing || at === -1 ? 0 : Math.min(ones.length - 1, at + step)]?.focus();
  }

  return html`<div class="emoji" ref=${box} onKeyDown=${onKeyDown}>
    <input class="emoji__search" type="search" autofocus placeholder=${t("emoji.search")} aria-label=${t("emoji.search")} onInput=${(event) => setWanted(event.currentTarget.value)} />
    <div class="emoji__all" tabindex="0" role="group" aria-label=${t("composer.emoji")}>
      ${!wanted && recent.length > 0 && html`<${Group} name=${t("emoji.recent")} emoji=${recent.map((one) => [one, one])} onPick=${onPick} />`}
      ${groups.map(([group, emoji]) => html`<${Group} key=${group} id=${group} name=${t(group === "found" ? "emoji.found" : `emoji.group.${group}`)} emoji=${emoji.map((one) => [shown(one), one.name])} onPick=${onPick} />`)}
      ${!all && html`<p class="emoji__none" role="status">${t(failed ? "emoji.failed" : "loading")}</p>`}
      ${all && !groups.length && html`<p class="emoji__none" role="status">${t("emoji.none")}</p>`}
    </div>
    <div class="emoji__foot">
      <span class="emoji__groups" role="group" aria-label=${t("emoji.groups")}>${Object.entries(GROUPS).map(([group, face]) => html`<button type="button" class="emoji__group" key=${group} title=${t(`emoji.group.${group}`)} aria-label=${t(`emoji.group.${group}`)}
        onClick=${() => box.current.querySelector(`[data-group="${group}"]`)?.scrollIntoView({ block: "start" })}>${face}</button>`)}</span>
      ${onTone && html`<button type="button" class="emoji__group" aria-label=${t("emoji.tone")} title=${t("emoji.tone")} onClick=${() => onTone((tone + 1) % TONES.length)}>${TONES[tone]}</button>`}
    </div>
  </div>`;
}

function Group({ id, name, emoji, onPick }) {
  return html`<section class="emoji__section" data-group=${id} aria-label=${name}>
    <h3 class="emoji__head">${name}</h3>
    <div class="emoji__grid">${emoji.map(([one, said]) => html`<button type="button" class="emoji__one" tabindex="-1" key=${one} title=${said} aria-label=${said} onClick=${() => onPick(one)}>${one}</button>`)}</div>
  </section>`;
}

function grouped(all, wanted) {
  if (wanted) {
    const found = search(all, wanted);
    return found.length ? [["found", found]] : [];
  }
  const groups = new Map();
  for (const one of all) {
    if (!groups.has(one.group)) groups.set(one.group, []);
    groups.get(one.group).push(one);
  }
  return [...groups];
}
