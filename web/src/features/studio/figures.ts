import type { components } from "../../api/schema";

type DashboardAnswer = components["schemas"]["DashboardAnswer"];

/** A dashboard at a glance: its first two numbers and the course of one line. */
export interface Glance {
  figures: { title: string; value: string }[];
  course: number[];
}

const MOST_FIGURES = 2;
const MOST_POINTS = 30;

const isNumber = (cell: unknown): cell is number => typeof cell === "number";

export function figuresOf(dashboard: DashboardAnswer): Glance {
  const widgets = Object.values(dashboard.widgets);
  const figures = widgets
    .filter((widget) => widget.chart === "metric")
    .flatMap((widget) => {
      const cell = widget.rows[0]?.find(isNumber);
      return widget.rows.length === 1 && cell !== undefined
        ? [
            {
              title: widget.title || widget.columns.at(-1)?.label || "",
              value: cell.toLocaleString(),
            },
          ]
        : [];
    })
    .slice(0, MOST_FIGURES);
  const line = widgets.find((widget) => widget.chart === "line" && widget.rows.length > 1);
  const course = (line?.rows ?? [])
    .slice(-MOST_POINTS)
    .map((row) => row.slice(1).find(isNumber) ?? 0);
  return { figures, course };
}

/** A line through the values, in a box of this size. */
export function sparkline(values: readonly number[], width: number, height: number): string {
  const top = Math.max(...values, 1);
  const step = width / Math.max(values.length - 1, 1);
  return values
    .map((value, place) => {
      const x = Math.round(place * step * 10) / 10;
      const y = Math.round((height - 4 - (value / top) * (height - 8)) * 10) / 10;
      return `${place === 0 ? "M" : "L"}${x} ${y}`;
    })
    .join("");
}
