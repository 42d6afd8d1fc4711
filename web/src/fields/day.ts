/** Days and instants as people write them. Instants are stored in UTC and shown in the zone of this device. */
const WRITTEN = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const TIMED = /^(.+?)[\sT]+(\d{1,2})[:：](\d{2})(?::\d{2})?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

const two = (number: number) => String(number).padStart(2, "0");

/** `2026-02-14` of `2026/2/14`, `20260214` or `2026年2月14日`; null when there is no such day. */
export function readDay(typed: string): string | null {
  const text = typed.normalize("NFKC").trim();
  const parts = WRITTEN.exec(text) ?? COMPACT.exec(text);
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const found = new Date(Date.UTC(year, month - 1, day));
  if (year < 100 || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) return null;
  return `${parts[1]}-${two(month)}-${two(day)}`;
}

/** The day of a moment on this device's calendar. */
export function dayOf(moment: Date): string {
  return `${String(moment.getFullYear()).padStart(4, "0")}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

export function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

/** `2026-11-22 14:30` of an instant, in the zone of this device; other texts come back as they are. */
export function showInstant(text: string, separator = " "): string {
  if (!isInstant(text)) return text;
  const moment = new Date(text);
  return `${dayOf(moment)}${separator}${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The instant of a local `2026-11-22 14:30`, in UTC; null when it is none. A day alone is its midnight. */
export function readInstant(typed: string): string | null {
  const text = typed.normalize("NFKC").trim();
  if (isInstant(text)) return new Date(text).toISOString();
  const timed = TIMED.exec(text);
  const day = readDay(timed?.[1] ?? text);
  const [hour, minute] = [Number(timed?.[2] ?? 0), Number(timed?.[3] ?? 0)];
  if (day === null || hour > 23 || minute > 59) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const moment = new Date(2000, 0, 1, hour, minute);
  moment.setFullYear(year, month - 1, date);
  return moment.toISOString();
}

/** The weekday of a day in a few letters. */
export function weekdayOf(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
