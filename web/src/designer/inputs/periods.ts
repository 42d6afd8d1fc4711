/** Relative times as people say them, and back. Pure. */
import type { TFunction } from "i18next";

export const PERIOD_UNITS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export const SPAN_UNITS = ["minutes", "hours", "days", "weeks"] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];
export type SpanUnit = (typeof SPAN_UNITS)[number];

/** `past`, `coming`, `older`, `later` count from this very moment; the others in whole units of the calendar. */
export type Period =
  | { form: "this"; unit: PeriodUnit }
  | { form: "last" | "previous" | "next"; count: number; unit: PeriodUnit }
  | { form: "past" | "coming" | "older" | "later"; count: number; unit: SpanUnit }
  | { form: "gone" | "ahead" };
export type PeriodForm = Period["form"];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isUnit(value: unknown): value is PeriodUnit {
  return PERIOD_UNITS.includes(value as PeriodUnit);
}

/** One span such as `{hours: -24}`; undefined when it has several parts or none. */
function spanOf(value: unknown): { count: number; unit: SpanUnit } | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const [unit, count] = entries[0] ?? [];
  if (entries.length !== 1 || typeof count !== "number" || count === 0) return undefined;
  return SPAN_UNITS.includes(unit as SpanUnit) ? { count, unit: unit as SpanUnit } : undefined;
}

function isNow(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** The period of a `within`; undefined for one that has no name here. */
export function periodOf(value: unknown): Period | undefined {
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length === 1 && isUnit(value.this)) return { form: "this", unit: value.this };
  for (const form of ["last", "previous", "next"] as const) {
    const count = value[form];
    if (keys.length === 2 && typeof count === "number" && isUnit(value.unit)) {
      return { form, count, unit: value.unit };
    }
  }
  const after = spanOf(value.after);
  const before = spanOf(value.before);
  if (keys.length === 2 && isNow(value.before) && after && after.count < 0) {
    return { form: "past", count: -after.count, unit: after.unit };
  }
  if (keys.length === 2 && isNow(value.after) && before && before.count > 0) {
    return { form: "coming", count: before.count, unit: before.unit };
  }
  if (keys.length !== 1) return undefined;
  if (before && before.count < 0) {
    return { form: "older", count: -before.count, unit: before.unit };
  }
  if (after && after.count > 0) return { form: "later", count: after.count, unit: after.unit };
  if (isNow(value.before)) return { form: "gone" };
  return isNow(value.after) ? { form: "ahead" } : undefined;
}

/** As filters write it. */
export function periodDocument(period: Period): Record<string, unknown> {
  switch (period.form) {
    case "this":
      return { this: period.unit };
    case "last":
    case "previous":
    case "next":
      return { [period.form]: period.count, unit: period.unit };
    case "past":
      return { after: { [period.unit]: -period.count }, before: {} };
    case "coming":
      return { after: {}, before: { [period.unit]: period.count } };
    case "older":
      return { before: { [period.unit]: -period.count } };
    case "later":
      return { after: { [period.unit]: period.count } };
    case "gone":
      return { before: {} };
    case "ahead":
      return { after: {} };
  }
}

/** The same period in another form, with what of it still fits. */
export function reformed(period: Period | undefined, form: PeriodForm): Period {
  const count = period && "count" in period ? period.count : 7;
  const unit = period && "unit" in period ? period.unit : "day";
  const calendar = (
    { minutes: "hour", hours: "hour", days: "day", weeks: "week" } as Record<string, PeriodUnit>
  )[unit];
  const span = ({ hour: "hours", day: "days", week: "weeks" } as Record<string, SpanUnit>)[unit];
  switch (form) {
    case "this":
      return { form, unit: isUnit(unit) ? unit : (calendar ?? "day") };
    case "last":
    case "previous":
    case "next":
      return { form, count, unit: isUnit(unit) ? unit : (calendar ?? "day") };
    case "past":
    case "coming":
    case "older":
    case "later":
      return { form, count, unit: isUnit(unit) ? (span ?? "days") : unit };
    default:
      return { form };
  }
}

/** 「今天」, 「最近 7 天」, 「24 小时以前」. */
export function periodText(value: unknown, t: TFunction): string {
  const period = periodOf(value);
  if (period === undefined) return rangeText(value, t);
  if (!("unit" in period)) return t(`inputs.period.${period.form}`);
  if (!("count" in period)) return t(`inputs.period.this_${period.unit}`);
  if (period.count === 1 && (period.form === "previous" || period.form === "next")) {
    return t(`inputs.period.${period.form}_${period.unit}`);
  }
  const count = counted(period.count, period.unit, t);
  return t(`inputs.period.${period.form}_n`, { count });
}

/** 「3 个月」, 「24 小时」. */
export function counted(count: number, unit: PeriodUnit | SpanUnit, t: TFunction): string {
  const one = unit.replace(/s$/, "");
  return t(count === 1 ? `inputs.one.${one}` : `inputs.many.${one}`, { n: count });
}

function rangeText(value: unknown, t: TFunction): string {
  if (!isRecord(value)) return "";
  const from = "after" in value ? momentText(value.after, t) : undefined;
  const to = "before" in value ? momentText(value.before, t) : undefined;
  if (from && to) return t("inputs.period.range", { from, to });
  if (from) return t("inputs.period.from", { from });
  return to ? t("inputs.period.to", { to }) : "";
}

function momentText(offset: unknown, t: TFunction): string {
  if (!isRecord(offset) || isNow(offset)) return t("inputs.period.now");
  const sum = Object.entries(offset)
    .map(([unit, count]) => counted(Math.abs(Number(count)), unit as SpanUnit, t))
    .join("");
  const past = Object.values(offset).some((count) => Number(count) < 0);
  return t(past ? "inputs.period.ago" : "inputs.period.hence", { count: sum });
}
