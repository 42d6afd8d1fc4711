import { useTranslation } from "react-i18next";
import type { Widget } from "../../../api/types";
import { amount, shapeOf } from "../table-data";

/** One number, large. */
export function MetricChart({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const { amounts } = shapeOf(widget);
  const index = amounts[0] ?? 0;
  const text = amount(widget.rows[0]?.[index] ?? 0, widget.columns[index], t);
  return (
    <p className="metric-number">
      {text
        .split(/(\d[\d,.]*)/)
        .filter(Boolean)
        .map((part, place) =>
          /\d/.test(part) ? (
            <span key={place}>{part}</span>
          ) : (
            <small key={place}>{part.trim()}</small>
          ),
        )}
    </p>
  );
}
