/** Relative times in the organization's zone, as the server computes them. Weeks start on Monday. */
import { type Instant, read } from "./values";

const UNITS = ["hour", "day", "week", "month", "quarter", "year"] as const;
type Unit = (typeof UNITS)[number];
const MONTHS: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 };
const SPANS: Record<string, number> = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
};
const MOST = 10_000;
const LONGEST = 200 * 366 * 86_400_000;
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** From `start` on to before `end`; a window without a side has no bound there. Milliseconds since 1970 in UTC. */
export interface Window {
  start: number | undefined;
  end: number | undefined;
  unit: Unit | undefined;
}

/** The interval of `{this: day}`, `{last: 7, unit: day}` … or `{after: {hours: -24}, before: {}}`; undefined when malformed. */
export function windowOf(value: unknown, now: number, zone: string): Window | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const given = value as Record<string, unknown>;
  const keys = Object.keys(given);
  if (keys.length > 0 && keys.every((key) => key === "after" || key === "before")) {
    const after = "after" in given ? shifted(given.after, now) : undefined;
    const before = "before" in given ? shifted(given.before, now) : undefined;
    if (Number.isNaN(after) || Number.isNaN(before)) return undefined;
    return { start: after, end: before, unit: undefined };
  }
  if (keys.length === 1 && isUnit(given.this)) return units(now, zone, given.this, 0, 1);
  const word = keys.find((key) => key !== "unit");
  const count = word === undefined ? undefined : given[word];
  if (keys.length !== 2 || !isUnit(given.unit) || typeof count !== "number") return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST) return undefined;
  if (word === "last") return units(now, zone, given.unit, 1 - count, 1);
  if (word === "previous") return units(now, zone, given.unit, -count, 0);
  if (word === "next") return units(now, zone, given.unit, 1, count + 1);
  return undefined;
}

function isUnit(value: unknown): value is Unit {
  return UNITS.includes(value as Unit);
}

/** NaN when malformed. */
function shifted(offset: unknown, now: number): number {
  if (typeof offset !== "object" || offset === null || Array.isArray(offset)) return Number.NaN;
  let sum = 0;
  for (const [unit, count] of Object.entries(offset)) {
    const span = SPANS[unit];
    if (span === undefined || !Number.isInteger(count)) return Number.NaN;
    sum += span * (count as number);
  }
  return Math.abs(sum) > LONGEST ? Number.NaN : now + sum;
}

function units(
  now: number,
  zone: string,
  unit: Unit,
  first: number,
  last: number,
): Window | undefined {
  const start = startOf(now, zone, unit, first);
  const end = startOf(now, zone, unit, last);
  return start === undefined || end === undefined ? undefined : { start, end, unit };
}

/** Start of the unit `offset` units from the present one; undefined before the year 1 or after 9999. */
function startOf(now: number, zone: string, unit: Unit, offset: number): number | undefined {
  const local = now + offsetAt(now, zone);
  if (unit === "hour") {
    // Hours go by on the clock of the world: the zone's own may skip or repeat one.
    return now - (((local % HOUR) + HOUR) % HOUR) + offset * HOUR;
  }
  const midnight = Math.floor(local / DAY) * DAY;
  if (unit === "day") return instantOf(midnight + offset * DAY, zone);
  if (unit === "week") {
    const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
    return instantOf(midnight + (7 * offset - weekday) * DAY, zone);
  }
  const size = MONTHS[unit] ?? 1;
  const day = new Date(midnight);
  const months = day.getUTCFullYear() * 12 + day.getUTCMonth();
  const month = Math.floor(months / size) * size + size * offset;
  const year = Math.floor(month / 12);
  if (year < 1 || year > 9999) return undefined;
  const first = new Date(0);
  first.setUTCFullYear(year, month - year * 12, 1);
  return instantOf(first.getTime(), zone);
}

/** The instant at which the zone's clocks show `local`: the first of two, and of none the one before the gap. */
export function instantOf(local: number, zone: string): number {
  const before = local - offsetAt(local - DAY, zone);
  if (before + offsetAt(before, zone) === local) return before;
  const after = local - offsetAt(local + DAY, zone);
  return after + offsetAt(after, zone) === local ? after : before;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  let format = FORMATS.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    FORMATS.set(zone, format);
  }
  const shown: Record<string, number> = {};
  for (const part of format.formatToParts(instant)) shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const seconds = Math.floor(instant / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

/** The day of an instant on the zone's calendar, YYYY-MM-DD. */
export function dayOf(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 10);
}

/** Milliseconds of an instant in ISO 8601 with zone. */
export function millisecondsOf(text: string): number {
  return (read("instant", text) as Instant | undefined)?.at ?? Number.NaN;
}
