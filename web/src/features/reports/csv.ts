import type { TFunction } from "i18next";
import type { Widget } from "../../api/types";
import { saveBlob } from "../../app/save-file";
import { groupName, isAmount } from "./table-data";

/** The numbers behind a widget as a table that spreadsheets open: names for people, amounts exact. */
export function widgetCsv(
  { columns, rows }: Pick<Widget, "columns" | "rows">,
  t: TFunction,
): string {
  const head = columns.map((column) =>
    column.type === "duration" ? t("reports.in_seconds", { label: column.label }) : column.label,
  );
  const body = rows.map((row) =>
    columns.map((column, place) => {
      const cell = row[place];
      if (isAmount(column)) return cell === null || cell === undefined ? "" : String(cell);
      return groupName(cell, column, t);
    }),
  );
  return [head, ...body].map((line) => line.map(quoted).join(",")).join("\r\n");
}

/** A text that begins like a formula would be computed when the file is opened: it is told to be a text. */
function quoted(cell: string): string {
  const plain =
    /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Gives the file to the person. The mark at the beginning lets Excel read it as UTF-8. */
export function saveCsv(name: string, text: string): void {
  saveBlob(`${name}.csv`, new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
}
