import dayjs from "dayjs";
import type { TFunction } from "i18next";
import type { DueState } from "./due";

/** 「1 小时 24 分」, 「2 天 3 小时」: at most two units. `minutes` is not negative. */
export function duration(minutes: number, t: TFunction): string {
  if (minutes < 1) return t("time.under_minute");
  if (minutes < 60) return t("time.minutes", { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const m = minutes % 60;
    return m ? t("time.hours_minutes", { h: hours, m }) : t("time.hours", { h: hours });
  }
  const days = Math.floor(hours / 24);
  const h = hours % 24;
  return h && days < 7 ? t("time.days_hours", { d: days, h }) : t("time.days", { d: days });
}

/** A moment as one says it: 「今天 16:32」, 「周一 16:02」, 「11-20 09:40」, with the year when it is another. */
export function moment(at: string | number, now: number, t: TFunction): string {
  const day = dayjs(at);
  const today = dayjs(now).startOf("day");
  const distance = day.startOf("day").diff(today, "day");
  const time = day.format("HH:mm");
  if (distance === 0) return t("time.today", { time });
  if (distance === 1) return t("time.tomorrow", { time });
  if (distance === -1) return t("time.yesterday", { time });
  if (Math.abs(distance) < 7) return `${day.format("ddd")} ${time}`;
  return day.format(day.isSame(today, "year") ? "MM-DD HH:mm" : "YYYY-MM-DD HH:mm");
}

/** The moment in full, for hovering. */
export function exactly(at: string | number): string {
  return dayjs(at).format("YYYY-MM-DD HH:mm:ss");
}

/** How long ago, without "ago": 「42 分」. */
export function since(at: string, now: number, t: TFunction): string {
  return duration(Math.max(Math.floor((now - Date.parse(at)) / 60_000), 0), t);
}

/** 「剩 18 分」, 「超时 1 小时 24 分」, or the moment when it is another day. */
export function dueWords(due: string, state: DueState, now: number, t: TFunction): string {
  if (state.level === "late") return t("due.late", { time: duration(-state.minutes, t) });
  if (!dayjs(due).isSame(dayjs(now), "day")) return moment(due, now, t);
  return t("due.left", { time: duration(state.minutes, t) });
}

const UNITS = ["B", "KB", "MB", "GB"];

export function fileSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}
