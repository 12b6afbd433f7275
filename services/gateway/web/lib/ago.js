/** How long ago, or in how long, as people say it. */

const STEPS = [["day", 86_400], ["hour", 3600], ["minute", 60]]; // seconds

/** Such as "2 minutes ago"; "now" within the last minute. */
export function ago(moment, now, language) {
  const seconds = (Date.parse(moment) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
}
