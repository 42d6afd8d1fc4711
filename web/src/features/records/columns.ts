import type { Field, Form } from "../../api/types";
import {
  DUE,
  LEVEL,
  MISSED,
  promiseColumns,
  SYSTEM,
  TITLE,
  usualColumns,
} from "../../app/usual-list";
import { kindOf } from "../../fields";

export { DUE, TITLE, usualColumns };

const TIMES = new Set(["created_at", "updated_at"]);

export interface Column {
  key: string;
  /** Absent for system columns and for the title of a form that has none. */
  field?: Field;
  /** In pixels; the title takes what is left. */
  width: number;
  sortable: boolean;
}

const WIDTHS: Record<string, number> = { number: 136, due: 164, created_at: 132, updated_at: 132 };
const LIMIT_WIDTH = 164;
const USUAL_WIDTH = 128;
export const NARROWEST = 64;
export const WIDEST = 720;

/** Every column the list of a form can show, the title first. */
export function allColumns(form: Form): Column[] {
  const title = form.fields.find((field) => field.key === form.title_field);
  const system = SYSTEM.filter((key) => key !== DUE || form.case);
  const fields = form.fields.filter(
    (field) => field.key !== form.title_field && !kindOf(field).layout,
  );
  return [
    { key: TITLE, ...(title ? { field: title } : {}), width: 320, sortable: title !== undefined },
    ...system.map((key) => ({ key, width: WIDTHS[key] ?? USUAL_WIDTH, sortable: true })),
    ...fields.map((field) => ({
      key: field.key,
      field,
      width: kindOf(field).width ?? USUAL_WIDTH,
      sortable: !kindOf(field).unsorted && !field.sensitive,
    })),
    ...promiseColumns(form).map((key) => ({
      key,
      width: key === LEVEL || key === MISSED ? USUAL_WIDTH : LIMIT_WIDTH,
      sortable: true,
    })),
  ];
}

/** Whether any of the columns shows a single promise, which the server is asked for beside the record. */
export function showsPromises(form: Form, columns: readonly Column[]): boolean {
  const known = promiseColumns(form);
  return columns.some(({ key }) => known.includes(key));
}

/** The columns to show, in their order: those asked for that exist, with the title always among them. */
export function shownColumns(form: Form, wanted: readonly string[] | null): Column[] {
  const known = new Map(allColumns(form).map((column) => [column.key, column]));
  const keys = wanted ?? usualColumns(form);
  const found = keys.flatMap((key) => known.get(key) ?? []);
  const title = known.get(TITLE);
  return found.some((column) => column.key === TITLE) || !title ? found : [title, ...found];
}

/** Room of the tick at the beginning of a row, and what a title needs at least. */
export const TICK_WIDTH = 48;
export const LEAST_TITLE = 240;
const TIGHT_TITLE = 190;

/** Of these columns those that fit beside an open record: the title and the limit first, then in their order. */
export function fittingColumns(
  columns: readonly Column[],
  widths: Readonly<Record<string, number>>,
  room: number,
): Column[] {
  const width = ({ key, width }: Column) => (key === TITLE ? TIGHT_TITLE : (widths[key] ?? width));
  const first = columns.filter(({ key }) => key === TITLE || key === DUE);
  let left = room - TICK_WIDTH - first.reduce((sum, column) => sum + width(column), 0);
  const kept = new Set(first);
  for (const column of columns) {
    if (kept.has(column) || left < width(column)) continue;
    left -= width(column);
    kept.add(column);
  }
  return columns.filter((column) => kept.has(column));
}

/** What the list is sorted by when the column is pressed. */
export function sortKey(column: Column): string {
  return column.key === TITLE ? (column.field?.key ?? "number") : column.key;
}

/** Whether the values of a system column are moments. */
export const isTime = (key: string) => TIMES.has(key);

/** Whether a list can be grouped by the field. */
export function canGroup(field: Field): boolean {
  return Boolean(field.options?.length && !kindOf(field).unsorted) || field.type === "member";
}
