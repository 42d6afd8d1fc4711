/** A span of working time, in minutes from midnight; beyond 24 hours it ends on the next day. */
export interface Span {
  from: number;
  to: number;
}

export const DAY = 24 * 60;
/** What dragging snaps to, in minutes. */
export const STEP = 30;

const two = (value: number) => String(value).padStart(2, "0");

export function clock(minutes: number): string {
  const within = minutes % DAY;
  return minutes === DAY ? "24:00" : `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

export function write({ from, to }: Span): string {
  return `${clock(from)}-${clock(to)}`;
}

function minutesOf(text: string): number | null {
  const match = /^(\d{1,2})(?:[:：.点](\d{1,2})?)?$/.exec(text.trim());
  if (!match) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? 0);
  return hours > 24 || minutes > 59 || hours * 60 + minutes > DAY ? null : hours * 60 + minutes;
}

/** `09:00-12:00` as a span; null when it is none. */
export function read(text: string): Span | null {
  const [first = "", last = "", rest] = text.split(/[-–—~～至到]/);
  if (rest !== undefined) return null;
  const from = minutesOf(first);
  const end = minutesOf(last);
  if (from === null || end === null || from === end || from === DAY) return null;
  return { from, to: end > from ? end : end + DAY };
}

export function spansOf(texts: readonly string[]): Span[] {
  return texts.flatMap((text) => {
    const span = read(text);
    return span ? [span] : [];
  });
}

/** What somebody typed for a day: spans with anything between them. Null when a part of it is none. */
export function parseDay(text: string): string[] | null {
  const spans: Span[] = [];
  for (const part of text.split(/[,，、;；\s]+/).filter(Boolean)) {
    const span = read(part);
    if (!span) return null;
    spans.push(span);
  }
  return merged(spans).map(write);
}

/** In order, those that touch as one. */
function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = found.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else found.push({ ...span });
  }
  return found;
}

/** The day with the stretch between two points added. */
export function drawn(spans: readonly Span[], one: number, other: number): Span[] {
  const from = Math.min(one, other);
  const to = Math.max(one, other);
  return to - from < STEP ? [...spans] : merged([...spans, { from, to }]);
}

/** One end of a span moved; a span without length goes. */
export function resized(
  spans: readonly Span[],
  at: number,
  end: "from" | "to",
  to: number,
): Span[] {
  const span = spans[at];
  if (!span) return [...spans];
  const moved = { ...span, [end]: to };
  const rest = spans.filter((_, place) => place !== at);
  return moved.to - moved.from < STEP ? rest : merged([...rest, moved]);
}

/** A point of a day's line in steps. */
export function snap(share: number): number {
  return Math.max(0, Math.min(DAY, Math.round((share * DAY) / STEP) * STEP));
}

/** How long a week's work is, in hours. */
export function weekHours(week: Readonly<Record<string, readonly string[]>>): number {
  const minutes = Object.values(week)
    .flatMap((day) => spansOf(day))
    .reduce((sum, span) => sum + span.to - span.from, 0);
  return Math.round(minutes / 6) / 10;
}
