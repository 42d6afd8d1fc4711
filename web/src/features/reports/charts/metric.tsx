import { useTranslation } from "react-i18next";
import type { Drawing } from "../drawing";
import { LargeNumber } from "../large-number";
import { amount, shapeOf } from "../table-data";

/** One number, large; how it changed where the query compares, how far it is where there is a target. */
export const drawing: Drawing = ({ widget, onPick }) => {
  const { t } = useTranslation();
  const { amounts } = shapeOf(widget);
  const [index = 0, earlier] = amounts;
  // Nothing has no mean: that is no zero.
  const value = widget.rows[0]?.[index] ?? null;
  const before = earlier === undefined ? null : (widget.rows[0]?.[earlier] ?? null);
  const { target } = widget.settings;
  return (
    <div className="metric">
      <LargeNumber
        text={amount(value, widget.columns[index], t)}
        onPick={onPick && (() => onPick([], 0))}
      />
      {before === null ? null : (
        <p className="metric-note">
          {t("reports.before", { value: amount(before, widget.columns[index], t) })}
          {value !== null && Number(before) > 0 ? (
            <b>{change(Number(value) / Number(before) - 1)}</b>
          ) : null}
        </p>
      )}
      {typeof target === "number" && target > 0 ? (
        <p className="metric-note">
          {t("reports.target", {
            value: amount(target, widget.columns[index], t),
            share: value === null ? "–" : `${((Number(value) / target) * 100).toFixed(0)}%`,
          })}
        </p>
      ) : null}
    </div>
  );
};

function change(share: number): string {
  return `${share > 0 ? "+" : ""}${(share * 100).toFixed(1)}%`;
}
