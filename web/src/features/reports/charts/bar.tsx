import { useTranslation } from "react-i18next";
import type { Widget } from "../../../api/types";
import { amount, groupName, shapeOf } from "../table-data";

const MOST = 12;

/** A ranking: who or what has how much, longest first; time stays in its order. */
export function BarChartView({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const { group, amounts } = shapeOf(widget);
  const index = amounts[0] ?? 1;
  const column = widget.columns[group];
  const timely = column !== undefined && /date|day|instant|time/.test(column.type);
  const rows = timely
    ? widget.rows.slice(-MOST)
    : [...widget.rows].sort((a, b) => Number(b[index] ?? 0) - Number(a[index] ?? 0)).slice(0, MOST);
  const longest = Math.max(...rows.map((row) => Number(row[index] ?? 0)), 0);
  if (rows.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  return (
    <ol className="rank">
      {rows.map((row, place) => {
        const name = groupName(row[group], column, t);
        const share = longest > 0 ? Number(row[index] ?? 0) / longest : 0;
        return (
          <li key={String(row[group])}>
            <span>{place + 1}</span>
            <span className="clip">{name}</span>
            <span className="rank-track" aria-hidden="true">
              <i style={{ width: `${share * 100}%` }} />
            </span>
            <b>{amount(row[index], widget.columns[index], t)}</b>
          </li>
        );
      })}
    </ol>
  );
}
