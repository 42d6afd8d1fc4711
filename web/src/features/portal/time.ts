import type { Language } from "../../fields";

const two = (value: number) => String(value).padStart(2, "0");

/** `15:36` in the device's zone. */
export function clockTime(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Day and time without words that move: `11-27 15:36`, `27 Nov, 15:36`; the year only where it is another one. */
export function dayAndTime(at: Date, now: Date, language: Language): string {
  return `${day(at, now, language)}${language === "en" ? "," : ""} ${clockTime(at)}`;
}

/** A time of today as `15:36`, any other as its day. */
export function shortTime(at: Date, now: Date, language: Language): string {
  return at.toDateString() === now.toDateString() ? clockTime(at) : day(at, now, language);
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function day(at: Date, now: Date, language: Language): string {
  const otherYear = at.getFullYear() !== now.getFullYear();
  if (language === "en") {
    return `${at.getDate()} ${MONTHS[at.getMonth()]}${otherYear ? ` ${at.getFullYear()}` : ""}`;
  }
  return `${otherYear ? `${at.getFullYear()}-` : ""}${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
