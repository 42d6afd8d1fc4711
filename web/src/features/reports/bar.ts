import type { TFunction } from "i18next";
import type { Field, Form } from "../../api/types";
import type { FilterTree } from "../../language/filter";
import { instantOf } from "../../language/period";

/** The filter bar of a dashboard as its address says it: a period, and values of the forms' fields. Pure. */

export type Period =
  | { this: string }
  | { last: number; unit: string }
  | { previous: number; unit: string }
  /** Days, both included. */
  | { from: string; to: string };

export interface Bar {
  period: Period | null;
  /** Chosen values by field. */
  values: Readonly<Record<string, readonly string[]>>;
}

const PERIOD = "created_at";
const PARAM = "within";
const FIELD = "f.";
const UNITS = new Set(["day", "week", "month", "quarter", "year"]);

/** Periods that are offered, as addresses write them. */
export const PERIODS = [
  "this.day",
  "previous.1.day",
  "last.7.day",
  "last.30.day",
  "last.90.day",
  "this.week",
  "this.month",
  "previous.1.month",
  "this.quarter",
  "this.year",
] as const;

/** A day that is on the calendar: `2026-02-30` is none. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text);
}

export function readPeriod(text: string | null): Period | null {
  if (!text) return null;
  const [from = "", to = ""] = text.split("..");
  if (isDay(from) && isDay(to)) return from <= to ? { from, to } : { from: to, to: from };
  const [word, count, unit] = text.split(".");
  if (word === "this" && UNITS.has(count ?? "")) return { this: count as string };
  const number = Number(count);
  if (!Number.isInteger(number) || number < 1 || number > 1000 || !UNITS.has(unit ?? ""))
    return null;
  if (word === "last") return { last: number, unit: unit as string };
  return word === "previous" ? { previous: number, unit: unit as string } : null;
}

export function writePeriod(period: Period): string {
  if ("from" in period) return `${period.from}..${period.to}`;
  if ("this" in period) return `this.${period.this}`;
  return "last" in period
    ? `last.${period.last}.${period.unit}`
    : `previous.${period.previous}.${period.unit}`;
}

export function readBar(params: URLSearchParams): Bar {
  const values: Record<string, string[]> = {};
  for (const [name, text] of params) {
    const keys = text.split(",").filter(Boolean);
    if (name.startsWith(FIELD) && keys.length > 0) values[name.slice(FIELD.length)] = keys;
  }
  return { period: readPeriod(params.get(PARAM)), values };
}

/**
 * Without options that are no more: an address may be older than the form. A field that no form has stays, since the
 * widgets say that they are not filtered by it.
 */
export function knownBar({ period, values }: Bar, forms: readonly Form[]): Bar {
  const kept: Record<string, readonly string[]> = {};
  for (const [key, chosen] of Object.entries(values)) {
    const fields = forms.flatMap((form) => form.fields.filter((field) => field.key === key));
    const options = new Set(fields.flatMap((field) => (field.options ?? []).map(({ key }) => key)));
    const known = fields.length > 0 ? chosen.filter((each) => options.has(each)) : chosen;
    if (known.length > 0) kept[key] = known;
  }
  return { period, values: kept };
}

/** The address with this bar; what else it says stays. */
export function writeBar(params: URLSearchParams, { period, values }: Bar): URLSearchParams {
  const next = new URLSearchParams(
    [...params].filter(([name]) => name !== PARAM && !name.startsWith(FIELD)),
  );
  if (period) next.set(PARAM, writePeriod(period));
  for (const [field, keys] of Object.entries(values)) {
    if (keys.length > 0) next.set(FIELD + field, keys.join(","));
  }
  return next;
}

/** What the bar asks of every widget, for the `filter` of a dashboard; undefined when it asks nothing. */
export function barFilter(
  bar: Bar,
  zone: string,
  more: readonly FilterTree[] = [],
): string | undefined {
  const all = [...barConditions(bar, zone), ...more];
  return all.length > 0 ? JSON.stringify({ all }) : undefined;
}

/** The same as single conditions. */
export function barConditions({ period, values }: Bar, zone: string): Record<string, unknown>[] {
  const all: FilterTree[] = period ? periodFilter(period, zone) : [];
  for (const [field, value] of Object.entries(values)) all.push({ field, op: "in", value });
  return all as unknown as Record<string, unknown>[];
}

function periodFilter(period: Period, zone: string): FilterTree[] {
  if (!("from" in period)) return [{ field: PERIOD, op: "within", value: period }];
  const midnight = (day: string, later: number) => {
    const date = new Date(`${day}T00:00:00Z`);
    date.setUTCDate(date.getUTCDate() + later);
    return new Date(instantOf(date.getTime(), zone)).toISOString();
  };
  return [
    { field: PERIOD, op: "ge", value: midnight(period.from, 0) },
    { field: PERIOD, op: "lt", value: midnight(period.to, 1) },
  ];
}

const CHOICES = new Set(["radio", "select", "status", "priority", "checkbox", "multi_select"]);

/** The fields that can be chosen from in the bar: those with options, of the forms behind the widgets. */
export function barFields(forms: readonly Form[], froms: ReadonlySet<string>): Field[] {
  const short = (key: string) => key.split(".").pop() ?? key;
  // A system dataset speaks of tickets.
  const cases = [...froms].some((from) => !forms.some((form) => short(form.key) === short(from)));
  const asked = forms.filter((form) => froms.has(short(form.key)) || (cases && form.case));
  const found = new Map<string, Field>();
  for (const field of asked.flatMap((form) => form.fields)) {
    if (CHOICES.has(field.type) && field.options?.length && !found.has(field.key))
      found.set(field.key, field);
  }
  return [...found.values()];
}

/** The chosen values in words, a phrase for each field: 「问题类型：技术支持、投诉建议」. */
export function barWords({ values }: Bar, fields: readonly Field[], t: TFunction): string[] {
  return Object.entries(values).map(([key, chosen]) => {
    const field = fields.find((each) => each.key === key);
    const names = chosen.map(
      (value) => field?.options?.find((option) => option.key === value)?.label ?? value,
    );
    return t("reports.filtered", { field: field?.label ?? key, values: names.join(t("list.and")) });
  });
}
