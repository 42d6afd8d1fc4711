import { useTranslation } from "react-i18next";
import type { Drawing } from "../drawing";
import { LargeNumber } from "../large-number";
import { amount, groupName, shapeOf } from "../table-data";

const WIDTH = 104;
const HEIGHT = 32;

/** The newest number, large, with the course that led to it and the change since the bucket before. */
export const drawing: Drawing = ({ widget, onPick }) => {
  const { t } = useTranslation();
  const { group, amounts } = shapeOf(widget);
  const [index = 1] = amounts;
  // What has no time comes last, and is not the newest.
  const timed = widget.rows.filter((row) => (row[group] ?? null) !== null);
  const rows = widget.settings.complete ? timed.slice(0, -1) : timed;
  const column = widget.columns[index];
  const newest = rows.at(-1);
  const before = rows.at(-2);
  if (!newest) return <p className="widget-none">{t("reports.empty")}</p>;
  const values = rows.map((row) => row[index] ?? null) as (number | null)[];
  const value = values.at(-1) ?? null;
  const earlier = values.at(-2) ?? null;
  const share = value !== null && earlier ? value / earlier - 1 : null;
  return (
    <div className="metric trend">
      <LargeNumber
        text={amount(value, column, t)}
        onPick={onPick && (() => onPick([newest[group] ?? null], 0))}
      />
      <Course values={values} />
      <p className="metric-note">
        {share === null ? null : (
          <b>
            {share > 0 ? "↑" : share < 0 ? "↓" : "→"} {Math.abs(share * 100).toFixed(0)}%
          </b>
        )}
        {before
          ? `${groupName(before[group], widget.columns[group], t)} ${amount(earlier, column, t)}`
          : groupName(newest[group], widget.columns[group], t)}
      </p>
    </div>
  );
};

function Course({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((each) => each !== null);
  const high = Math.max(...known, 1e-9);
  const low = Math.min(...known, 0);
  const step = (WIDTH - 10) / Math.max(values.length - 1, 1);
  const points = values.map((each, place) => ({
    x: 3 + place * step,
    y: each === null ? null : HEIGHT - 4 - ((each - low) / (high - low)) * (HEIGHT - 8),
  }));
  const path = points
    .map(({ x, y }, place) => {
      if (y === null) return "";
      const goesOn = place > 0 && points[place - 1]?.y !== null;
      return `${goesOn ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
  const end = points.findLast(({ y }) => y !== null);
  return (
    <svg className="trend-course" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} fill="none" stroke="var(--chart-1)" strokeWidth="1.6" strokeLinejoin="round" />
      {end?.y === undefined || end.y === null ? null : (
        <circle cx={end.x} cy={end.y} r="2.6" fill="var(--chart-1)" />
      )}
    </svg>
  );
}
