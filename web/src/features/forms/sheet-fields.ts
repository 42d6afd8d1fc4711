/** Columns of a sheet as fields of a form. Pure. */
import type { components } from "../../api/schema";
import type { FieldEntry } from "../../designer/catalogue";
import type { Document } from "../../designer/document";
import { suggestKey } from "../../designer/pinyin";
import { freeKey, type Piece } from "./acts";

export type GuessedSheet = components["schemas"]["GuessedSheet"];
export type GuessedColumn = components["schemas"]["GuessedColumn"];

/** A column as the builder wants it. */
export interface WantedColumn {
  column: GuessedColumn;
  /** Whether it becomes a field. */
  on: boolean;
  label: string;
  type: string;
}

/** Types that a column can become: those with values of their own that a sheet can hold. */
export function typesFor(entries: readonly FieldEntry[]): FieldEntry[] {
  return entries.filter((entry) => entry.kept === "column" && !NOT_FROM_SHEETS.has(entry.key));
}
const NOT_FROM_SHEETS: ReadonlySet<string> = new Set(["files", "link"]);

/** Every record has a number and a time of its own; a history brings its own ones along. */
export function isGiven(label: string): boolean {
  return GIVEN.test(label.trim());
}
const GIVEN =
  /^(编号|单号|工单号|工单编号|创建时间|提交时间|number|no\.?|created( at)?|submitted at)$/i;

export function wantedOf(sheet: GuessedSheet, unnamed: (place: number) => string): WantedColumn[] {
  return sheet.columns.map((column, place) => ({
    column,
    on: (column.label !== "" || column.filled > 0) && !isGiven(column.label),
    label: column.label || unnamed(place + 1),
    type: column.type,
  }));
}

/** The settings of the field, its options out of the values of the column. */
function settingsOf(wanted: WantedColumn, entry: FieldEntry, language: string): Document {
  const { column, type, label } = wanted;
  const start: Record<string, unknown> = { ...entry.start };
  if (start.options && column.options.length > 0) {
    const made: Record<string, Record<string, string>> = {};
    const extra = categoryOf(start.options as Record<string, unknown>);
    for (const text of column.options) {
      const key = suggestKey(text, (each) => Object.hasOwn(made, each), "option");
      made[key] = { [language]: text, ...extra };
    }
    start.options = made;
    delete start.default;
  }
  const guessed = type === column.type ? column.settings : {};
  return { type, label: { [language]: label }, ...start, ...guessed };
}

/** Options of a status say what they mean; a builder changes it where it is wrong. */
function categoryOf(options: Record<string, unknown>): Record<string, string> {
  const first = Object.values(options)[0] as Record<string, string> | undefined;
  return first?.category ? { category: "open" } : {};
}

export function piecesOf(
  document: Document,
  wanted: readonly WantedColumn[],
  entries: readonly FieldEntry[],
  isUsed: (key: string) => boolean,
  language: string,
): Piece[] {
  const taken = new Set<string>();
  return wanted.flatMap((each) => {
    const entry = entries.find((known) => known.key === each.type);
    if (!each.on || !entry || !each.label.trim()) return [];
    const key = freeKey(document, each.label, isUsed, each.type, taken);
    taken.add(key);
    return [{ key, settings: settingsOf({ ...each, label: each.label.trim() }, entry, language) }];
  });
}
