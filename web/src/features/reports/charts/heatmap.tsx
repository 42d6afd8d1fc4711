import { type CSSProperties, Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Column } from "../../../api/types";
import type { Drawing } from "../drawing";
import { LeftOut } from "../left-out";
import { amount, groupName, isOrdered } from "../table-data";

const MOST_ROWS = 24;
const MOST_COLUMNS = 31;

/** Two groupings crossed: the deeper the color, the more. Rows are the first, columns the second. */
export const drawing: Drawing = ({ widget, onPick }) => {
  const { t } = useTranslation();
  const [first, second, measured] = widget.columns;
  if (!first || !second || !measured || widget.rows.length === 0)
    return <p className="widget-none">{t("reports.empty")}</p>;
  const everyRow = keysOf(widget.rows, 0, first);
  const everyColumn = keysOf(widget.rows, 1, second);
  const rows = shown(everyRow, first, MOST_ROWS);
  const columns = shown(everyColumn, second, MOST_COLUMNS);
  const left = everyRow.length - rows.length + everyColumn.length - columns.length;
  const cells = new Map(widget.rows.map((row) => [place(row[0], row[1]), row[2] ?? null]));
  const highest = Math.max(...widget.rows.map((row) => Number(row[2] ?? 0)), 1e-9);
  const name = (key: Cell, column: typeof first) => groupName(key, column, t);
  const every = Math.ceil(columns.length / 8);
  return (
    <>
      <div className="heat" role="img" aria-label={`${widget.title}: ${busiest()}`}>
        <div className="heat-grid" style={{ "--columns": columns.length } as CSSProperties}>
          {rows.map((row) => (
            <Fragment key={String(row)}>
              <span className="heat-name clip">{name(row, first)}</span>
              {columns.map((column) => {
                const value = cells.get(place(row, column)) ?? null;
                const words = `${name(row, first)} ${name(column, second)}: ${amount(value, measured, t)}`;
                const depth = Math.round((Number(value ?? 0) / highest) * 100);
                const look = { "--depth": `${depth}%` } as CSSProperties;
                return onPick && value ? (
                  <button
                    key={String(column)}
                    type="button"
                    tabIndex={-1}
                    style={look}
                    title={words}
                    aria-label={words}
                    onClick={() => onPick([row, column], 0)}
                  />
                ) : (
                  <i key={String(column)} style={look} title={words} />
                );
              })}
            </Fragment>
          ))}
          <span />
          {columns.flatMap((column, index) =>
            index % every === 0
              ? [
                  <span
                    key={String(column)}
                    className="heat-foot"
                    style={{ gridColumnEnd: `span ${Math.min(every, columns.length - index)}` }}
                  >
                    {name(column, second).replace(/:00$/, "")}
                  </span>,
                ]
              : [],
          )}
        </div>
      </div>
      <LeftOut count={left} />
    </>
  );

  function busiest(): string {
    const [most] = [...widget.rows].sort((a, b) => Number(b[2] ?? 0) - Number(a[2] ?? 0));
    if (!most || !first || !second) return "";
    return `${name(most[0] ?? null, first)} ${name(most[1] ?? null, second)} ${amount(most[2], measured, t)}`;
  }
};

function place(row: Cell | undefined, column: Cell | undefined): string {
  return JSON.stringify([row ?? null, column ?? null]);
}

/** The values of a grouping: in their own order and what has none last, else those with most first. */
function keysOf(rows: readonly Cell[][], index: number, column: Column): Cell[] {
  const sums = new Map<string, { key: Cell; sum: number }>();
  for (const row of rows) {
    const key = row[index] ?? null;
    const known = sums.get(String(key)) ?? { key, sum: 0 };
    known.sum += Number(row[2] ?? 0);
    sums.set(String(key), known);
  }
  const found = [...sums.values()];
  if (!isOrdered(column)) return found.sort((a, b) => b.sum - a.sum).map(({ key }) => key);
  const keys = found.flatMap(({ key }) => key ?? []);
  const inNumbers = keys.every((key) => typeof key === "number");
  keys.sort((a, b) => (inNumbers ? Number(a) - Number(b) : String(a).localeCompare(String(b))));
  return sums.has("null") ? [...keys, null] : keys;
}

/** As many as there is room for: the newest of what has an order of its own, else the first. */
function shown(keys: readonly Cell[], column: Column, most: number): readonly Cell[] {
  return isOrdered(column) ? keys.slice(-most) : keys.slice(0, most);
}
