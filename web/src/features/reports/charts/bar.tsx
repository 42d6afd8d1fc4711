import { useTranslation } from "react-i18next";
import type { Cell, Column } from "../../../api/types";
import { type Drawing, stepsBack } from "../drawing";
import { GroupName } from "../group-name";
import { useInk } from "../ink";
import { LeftOut } from "../left-out";
import {
  amount,
  fewer,
  groupName,
  groupsBehind,
  isOrdered,
  kindOf,
  kindsOf,
  measureBehind,
  shapeOf,
  spread,
} from "../table-data";

const MOST = 12;

/**
 * One bar a value, longest first; times and ranges stay in their order. A second grouping or further measures make
 * several bars a value, or the parts of one where they are stacked.
 */
export const drawing: Drawing = ({ widget, onPick, picked }) => {
  const { t } = useTranslation();
  const ink = useInk();
  const { widget: spreaded, left, rest } = fewer(spread(widget, t));
  const { columns, rows: all } = spreaded;
  const { group, amounts } = shapeOf({ columns });
  // Seconds and pieces neither add up nor share a length: each kind has its own, and the first says who is longest.
  const kinds = kindsOf(columns, amounts);
  const stacked = Boolean(widget.settings.stacked) && kinds.length === 1;
  const sizeIn = (kind: string | undefined, row: Cell[]) => {
    const sizes = amounts
      .filter((index) => kindOf(columns[index] as Column) === kind)
      .map((index) => Number(row[index] ?? 0));
    if (!stacked) return Math.max(...sizes, 0);
    // A stack is as large as all of it, also what is not drawn.
    return sizes.reduce((sum, each) => sum + each, rest.get(row) ?? 0);
  };
  const size = (row: Cell[]) => sizeIn(kinds[0], row);
  const rows = isOrdered(columns[group])
    ? all.slice(-MOST)
    : [...all].sort((a, b) => size(b) - size(a)).slice(0, MOST);
  const longest = new Map(
    kinds.map((kind) => [kind, Math.max(...rows.map((row) => sizeIn(kind, row)), 0)]),
  );
  if (rows.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  const color = (place: number) => ink.series[place % ink.series.length];
  const width = (row: Cell[], index: number) => {
    const most = longest.get(kindOf(columns[index] as Column)) ?? 0;
    return `${most > 0 ? (Number(row[index] ?? 0) / most) * 100 : 0}%`;
  };
  const pick = (row: Cell[], index: number) =>
    onPick?.(groupsBehind(spreaded, row, index), measureBehind(spreaded, index));
  const total = (row: Cell[]) =>
    stacked ? amount(size(row), columns[amounts[0] ?? 1], t) : undefined;
  return (
    <div className="bars">
      {amounts.length > 1 ? (
        <ul className="line-names">
          {amounts.map((index, place) => (
            <li key={columns[index]?.key}>
              <i style={{ background: color(place) }} />
              {columns[index]?.label}
            </li>
          ))}
        </ul>
      ) : null}
      <ul className="bar-rows">
        {rows.map((row) => (
          <li
            key={String(row[group])}
            className={stepsBack(picked, row[group]) ? "steps-back" : undefined}
          >
            <GroupName
              name={groupName(row[group], columns[group], t)}
              onPick={
                onPick && columns.length === widget.columns.length
                  ? () => pick(row, amounts[0] ?? 1)
                  : undefined
              }
            />
            <span className={stacked ? "bar-parts is-stacked" : "bar-parts"}>
              {amounts.map((index, place) => (
                <span key={columns[index]?.key}>
                  {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the name beside it is the button; a bar is only the larger target */}
                  <i
                    onClick={onPick && (() => pick(row, index))}
                    title={`${columns[index]?.label} ${amount(row[index], columns[index], t)}`}
                    style={{ width: width(row, index), background: color(place) }}
                  />
                  {stacked ? null : <b>{amount(row[index], columns[index], t)}</b>}
                </span>
              ))}
              {stacked ? <b>{total(row)}</b> : null}
            </span>
          </li>
        ))}
      </ul>
      <LeftOut count={all.length - rows.length + left} />
    </div>
  );
};
