import { useTranslation } from "react-i18next";
import type { Drawing } from "../drawing";
import { cellText, isAmount } from "../table-data";

/** Rows and columns as they came. */
export const drawing: Drawing = ({ widget }) => {
  const { t } = useTranslation();
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
          {widget.rows.map((row, place) => (
            <tr key={place}>
              {widget.columns.map((column, index) => (
                <td key={column.key} className={isAmount(column) ? "num" : ""}>
                  {cellText(row[index], column, t)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
