/** Moments and durations as a reader in a given language expects them. */

const MINUTE = 60 * 1000; // ms
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map();

function format(language, options) {
  const key = language + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language, options));
  return formats.get(key);
}

/** Hour and minute. */
export function clockTime(moment, language) {
  return format(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
}

/** Weekday, date and time, for a tooltip or a sentence. */
export function fullTime(moment, language) {
  return format(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
}

/** Day of the month and year. */
export function date(moment, language) {
  return format(language, { day: "numeric", month: "short", year: "numeric" }).format(new Date(moment));
}

/** The shortest form that still tells: minutes, time, weekday, date. */
export function shortTime(moment, now, language) {
  const age = now - Date.parse(moment);
  if (age < HOUR) return unit(Math.max(0, Math.floor(age / MINUTE)), "minute", language);
  const days = daysBetween(moment, now);
  if (days === 0) return clockTime(moment, language);
  if (days < 7) return format(language, { weekday: "short" }).format(new Date(moment));
  return format(language, { day: "numeric", month: "short" }).format(new Date(moment));
}

/** A day as a heading of the thread: today, yesterday, or its date. */
export function dayName(moment, now, language) {
  const days = daysBetween(moment, now);
  if (days > 1) return capital(format(language, { weekday: "long", day: "numeric", month: "long" }).format(new Date(moment)));
  return capital(new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day"));
}

/** Calendar days from a moment to now, in the reader's time zone. */
export function daysBetween(moment, now) {
  const start = (value) => new Date(value).setHours(0, 0, 0, 0);
  return Math.max(0, Math.round((start(now) - start(moment)) / DAY));
}

/** Time left until a moment, in ms; 0 once it has passed; null without a moment. */
export function timeLeft(moment, now) {
  return moment ? Math.max(0, Date.parse(moment) - now) : null;
}

/** A length of time in hours and minutes. */
export function duration(length, language) {
  const hours = Math.floor(length / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  const parts = [hours && unit(hours, "hour", language), (minutes || !hours) && unit(minutes, "minute", language)];
  return parts.filter(Boolean).join(" ");
}

/** A count, grouped as the language does. */
export function number(value, language) {
  return new Intl.NumberFormat(language).format(value);
}

function unit(value, name, language) {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: name === "hour" ? "narrow" : "short" }).format(value);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Minutes and seconds of sound or film. */
export function playTime(seconds, language) {
  const whole = Math.round(seconds || 0);
  const two = (value) => new Intl.NumberFormat(language, { minimumIntegerDigits: 2 }).format(value);
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** Hour, minute and second, where seconds matter. */
export function clockSeconds(moment, language) {
  return format(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(moment));
}
