import dayjs from "dayjs";

export type Level = "calm" | "warn1" | "warn2" | "late";

/** Shares of the time used at which the color changes. */
const WARN1 = 0.6;
const WARN2 = 0.8;

export interface DueState {
  level: Level;
  /** Share of the time used, 0 to 1. */
  used: number;
  /** Minutes left, negative when late. */
  minutes: number;
}

/**
 * How near a deadline is; `from` is when the clock started. Instants in milliseconds.
 * Where the builder says when to warn, the color changes then and not by the share of time used.
 */
export function dueState(due: number, from: number, now: number, warn?: number): DueState {
  const left = due - now;
  const whole = Math.max(due - from, 1);
  const used = Math.min(Math.max((now - from) / whole, 0), 1);
  const minutes = left >= 0 ? Math.ceil(left / 60_000) : Math.floor(left / 60_000);
  if (left < 0) return { level: "late", used: 1, minutes };
  if (warn !== undefined) return { level: now >= warn ? "warn2" : "calm", used, minutes };
  return { level: used >= WARN2 ? "warn2" : used >= WARN1 ? "warn1" : "calm", used, minutes };
}

export type DueGroup = "late" | "today" | "later" | "open";

export const DUE_GROUPS: readonly DueGroup[] = ["late", "today", "later", "open"];

/** The heading of My tasks under which a deadline belongs, in the device's own day. */
export function dueGroup(due: string | null, now: number): DueGroup {
  if (!due) return "open";
  const at = dayjs(due);
  if (at.valueOf() < now) return "late";
  return at.isSame(dayjs(now), "day") ? "today" : "later";
}
