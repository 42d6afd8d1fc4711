import { useTranslation } from "react-i18next";
import { type Drawing, stepsBack } from "../drawing";
import { GroupName } from "../group-name";
import { amount, groupName, shapeOf } from "../table-data";

/** Who or what has most, numbered; the lowest first where that is wanted. Further measures stand beside the first. */
export const drawing: Drawing = ({ widget, onPick, picked }) => {
  const { t } = useTranslation();
  const { group, amounts } = shapeOf(widget);
  const [first = 1, ...others] = amounts;
  const column = widget.columns[group];
  const way = widget.settings.lowest ? 1 : -1;
  const size = (row: (typeof widget.rows)[number]) => Number(row[first] ?? 0);
  const rows = widget.rows
    .filter((row) => row[first] !== null)
    .sort((a, b) => way * (size(a) - size(b)))
    .slice(0, Number(widget.settings.top ?? 10));
  const longest = Math.max(...rows.map(size), 0);
  if (rows.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  return (
    <ol className="rank">
      {rows.map((row, place) => (
        <li
          key={String(row[group])}
          className={stepsBack(picked, row[group]) ? "steps-back" : undefined}
        >
          <span>{place + 1}</span>
          <GroupName
            name={groupName(row[group], column, t)}
            onPick={onPick && (() => onPick([row[group] ?? null], 0))}
          />
          <span className="rank-track" aria-hidden="true">
            <i style={{ width: `${longest > 0 ? (size(row) / longest) * 100 : 0}%` }} />
          </span>
          <b>
            {amount(row[first], widget.columns[first], t)}
            {others.map((index) => (
              <small key={widget.columns[index]?.key}>
                {amount(row[index], widget.columns[index], t)}
              </small>
            ))}
          </b>
        </li>
      ))}
    </ol>
  );
};
