import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Drawing } from "../drawing";
import { GroupName } from "../group-name";
import { cellText, isAmount } from "../table-data";

/** Rows that are drawn before somebody asks for all: thousands would hold up the whole board. */
const MOST = 100;

/** The column of tickets that says in which color the level is that they have reached. */
const LEVEL = "level_color";

/** Rows and columns as they came. */
export const drawing: Drawing = ({ widget, onPick }) => {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const rows = all ? widget.rows : widget.rows.slice(0, MOST);
  const groups = widget.columns.filter((column) => !isAmount(column)).length;
  if (widget.rows.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  return (
    <div className="widget-table">
      <table>
        <thead>
          <tr>
            {widget.columns.map((column) => (
              <th key={column.key} scope="col" className={isAmount(column) ? "num" : ""}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {widget.columns.map((column, index) => (
                <td key={column.key} className={isAmount(column) ? "num" : ""}>
                  {index === 0 && onPick ? (
                    <GroupName
                      name={cellText(row[index], column, t)}
                      onPick={() => onPick(row.slice(0, groups), 0)}
                    />
                  ) : column.key === LEVEL && row[index] ? (
                    <span className={`level-sign level-${row[index]}`}>
                      {cellText(row[index], column, t)}
                    </span>
                  ) : (
                    cellText(row[index], column, t)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < widget.rows.length ? (
        <button type="button" className="text-link" onClick={() => setAll(true)}>
          {t("reports.table_all", { n: widget.rows.length })}
        </button>
      ) : null}
    </div>
  );
};
