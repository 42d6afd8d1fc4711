import dayjs from "dayjs";
import type { TFunction } from "i18next";
import type { Field, Form } from "../../api/types";
import { LEVEL, MISSED, promiseConditions } from "../../app/usual-list";
import { kindOf } from "../../fields";
import type { FilterTree } from "../../language/filter";

/** What can be filtered: a field of the form, or a system column under the type that it is like. */
export interface Filterable {
  key: string;
  label: string;
  kind: "options" | "person" | "text" | "number" | "time" | "limit" | "switch" | "files" | "link";
  field?: Field;
  /** Of what has options and is no field. */
  options?: readonly { key: string; label: string }[];
}

export const optionsOf = ({ field, options }: Filterable) => options ?? field?.options ?? [];

export function filterables(form: Form, t: TFunction): Filterable[] {
  const fields = form.fields
    .filter((field) => field.access !== "masked")
    .filter((field) => !kindOf(field).layout)
    .map(
      (field): Filterable => ({
        key: field.key,
        label: field.label,
        kind: filterKind(field),
        field,
      }),
    );
  const system: Filterable[] = [
    { key: "created_at", label: t("list.column.created_at"), kind: "time" },
    { key: "updated_at", label: t("list.column.updated_at"), kind: "time" },
    { key: "created_by", label: t("list.column.created_by"), kind: "person" },
    { key: "number", label: t("list.column.number"), kind: "text" },
  ];
  return [...fields, ...promised(form, t), ...system];
}

/** What is promised to tickets: limits, levels, and whether one was missed. */
function promised(form: Form, t: TFunction): Filterable[] {
  return promiseConditions(form).map((key): Filterable => {
    const label = t(`list.column.${key}`);
    if (key === MISSED) return { key, label, kind: "switch" };
    if (key !== LEVEL) return { key, label, kind: "limit" };
    const options = form.promises.levels.map((level) => ({ key: level.key, label: level.name }));
    return { key, label, kind: "options", options };
  });
}

function filterKind(field: Field): Filterable["kind"] {
  const { ask, compares } = kindOf(field);
  if (field.options?.length) return "options";
  if (ask === "add") return "files";
  if (compares === "date" || compares === "instant") return "time";
  if (compares === "boolean") return "switch";
  if (compares === "id") return "link";
  return compares === "person" || compares === "number" ? compares : "text";
}

/** Whether the field holds several options, which are compared one by one. */
export const holdsSeveral = (filterable: Filterable) =>
  filterable.kind === "options" &&
  filterable.field !== undefined &&
  kindOf(filterable.field).compares === "list";

/** Presets of times, by the name of their words. */
export const PERIODS = {
  today: { this: "day" },
  yesterday: { previous: 1, unit: "day" },
  this_week: { this: "week" },
  last_7: { last: 7, unit: "day" },
  this_month: { this: "month" },
  last_30: { last: 30, unit: "day" },
  last_90: { last: 90, unit: "day" },
} as const;

/** Presets of limits; what is late already is due within the hour, too. */
export const LIMITS = {
  gone: { before: {} },
  hour_1: { before: { hours: 1 } },
  hours_4: { before: { hours: 4 } },
  today: { this: "day" },
  this_week: { this: "week" },
} as const;

export type Leaf = { field: string; op: string; value?: unknown };

export const isLeaf = (tree: FilterTree): tree is Leaf => "field" in tree;

/** A condition in two parts, as a chip shows it: 「处理状态是」 and 「待处理或处理中」. */
export interface FilterWords {
  what: string;
  value: string;
}

export interface WordsNeed {
  filterables: readonly Filterable[];
  people: Readonly<Record<string, string>>;
  /** Titles of linked records by id. */
  titles?: Readonly<Record<string, string>>;
  t: TFunction;
}

export function filterWords(tree: FilterTree, need: WordsNeed): FilterWords {
  if (!isLeaf(tree)) return { what: "", value: sentence(tree, need) };
  const { t } = need;
  const found = need.filterables.find((each) => each.key === tree.field);
  const label = found?.label ?? tree.field;
  const value = valueWords(tree, found, need);
  return { what: t(`list.op.${tree.op}`, { field: label }), value };
}

/** A condition of conditions as one sentence. */
function sentence(tree: FilterTree, need: WordsNeed): string {
  const { t } = need;
  if ("not" in tree) return t("list.not", { condition: sentence(tree.not, need) });
  if ("all" in tree) return tree.all.map((each) => sentence(each, need)).join(t("list.and_also"));
  if ("any" in tree) return tree.any.map((each) => sentence(each, need)).join(t("list.or"));
  const { what, value } = filterWords(tree, need);
  return [what, value].filter(Boolean).join(" ");
}

function valueWords(leaf: Leaf, found: Filterable | undefined, need: WordsNeed): string {
  const { t } = need;
  if (leaf.op === "empty" || leaf.op === "filled") return "";
  if (leaf.op === "within") return periodWords(leaf.value, t);
  const values = Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  const words = values.map((value) => oneWord(value, found, need));
  return words.join(leaf.op === "between" ? t("list.to") : t("list.or"));
}

function oneWord(value: unknown, found: Filterable | undefined, need: WordsNeed): string {
  const { t } = need;
  if (typeof value === "object" && value !== null && "me" in value) return t("list.me");
  if (typeof value === "object" && value !== null && "field" in value) {
    const other = String(value.field);
    return need.filterables.find((each) => each.key === other)?.label ?? other;
  }
  if (typeof value === "boolean") return t(value ? "list.yes" : "list.no");
  const text = String(value ?? "");
  if (found?.kind === "person") return need.people[text] ?? t("list.somebody");
  if (found?.kind === "link") return need.titles?.[text] ?? t("list.unseen_record");
  if ((found?.kind === "time" || found?.kind === "limit") && text)
    return dayjs(text).format("YYYY-MM-DD");
  return (found && optionsOf(found).find((option) => option.key === text)?.label) ?? text;
}

function periodWords(value: unknown, t: TFunction): string {
  const known = [...Object.entries(PERIODS), ...Object.entries(LIMITS)].find(
    ([, period]) => JSON.stringify(period) === JSON.stringify(value),
  );
  if (known) return t(`list.period.${known[0]}`);
  if (typeof value !== "object" || value === null) return "";
  const given = value as {
    this?: string;
    last?: number;
    previous?: number;
    next?: number;
    unit?: string;
  };
  if (given.this) return t(`list.this.${given.this}`);
  const word = (["last", "previous", "next"] as const).find((each) => given[each] !== undefined);
  if (!word) return t("list.period.other");
  return t(`list.span.${word}`, {
    n: given[word],
    unit: t(`list.unit.${given.unit ?? "day"}`, { n: given[word] }),
  });
}

/** Options in the order of the field, so that a chip reads the same however they were ticked. */
export function optionFilter(
  filterable: Filterable,
  keys: readonly string[],
  none: boolean,
): FilterTree | null {
  const order = optionsOf(filterable);
  const value = order.filter((option) => keys.includes(option.key)).map((option) => option.key);
  if (value.length) return { field: filterable.key, op: none ? "not_in" : "in", value };
  return null;
}
