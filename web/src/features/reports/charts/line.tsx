import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Widget } from "../../../api/types";
import { Chart, tooltipLook } from "../chart";
import type { Drawing } from "../drawing";
import { useInk, useNarrowChart } from "../ink";
import { amount, groupName, groupsBehind, measureBehind, shapeOf, spread } from "../table-data";

/** Two measures differ in size when one is this many times the other. */
const APART = 3;

/** How much of an axis half a name needs at the end of a line. */
const HALF_A_NAME = 0.1;

function differInSize(peaks: number[]): boolean {
  return peaks.length > 1 && Math.max(...peaks) > APART * Math.max(Math.min(...peaks), 1e-9);
}

/** The row of the last value there is: a day on which nothing happened has none. */
function newest(rows: Widget["rows"], index: number) {
  return rows.findLast((row) => (row[index] ?? null) !== null);
}

/** The measure whose line runs nearest to an amount. */
function nearest(row: Widget["rows"][number] | undefined, amounts: number[], amount: number) {
  const away = (index: number) =>
    Math.abs(Number(row?.[index] ?? Number.POSITIVE_INFINITY) - amount);
  return [...amounts].sort((a, b) => away(a) - away(b))[0];
}

/** Whether names at the lines' ends would cover each other or the days below. */
function crowded(rows: Widget["rows"], amounts: number[]): boolean {
  const peaks = amounts.map((index) => Math.max(...rows.map((row) => Number(row[index] ?? 0)), 0));
  const apart = differInSize(peaks);
  const half = apart ? HALF_A_NAME * amounts.length : HALF_A_NAME;
  const ends = amounts
    .map((index, place) => {
      const last = newest(rows, index)?.[index];
      const whole = apart ? (peaks[place] ?? 0) : Math.max(...peaks);
      return Number(last ?? 0) / Math.max(whole, 1e-9);
    })
    .sort((a, b) => a - b);
  const near = ends.some((end, place) => place > 0 && end - (ends[place - 1] ?? 0) < 2 * half);
  return (ends[0] ?? 0) < half || (!apart && near);
}

/** A course over time. Measures of different size stand in panels of their own above one time axis; names at the line's end. */
export const drawing: Drawing = ({ widget: given, onPick }) => {
  const { t } = useTranslation();
  const widget = useMemo(() => spread(given, t), [given, t]);
  const ink = useInk();
  const phone = useNarrowChart();
  const { group, amounts } = useMemo(() => {
    const shape = shapeOf(widget);
    // A measure without a single value has no course; an axis for it would have no ends.
    const known = (index: number) => widget.rows.some((row) => (row[index] ?? null) !== null);
    return { group: shape.group, amounts: shape.amounts.filter(known) };
  }, [widget]);
  // A line that does not run yet has no end to write at, a narrow screen no room, crowded ends neither: names stand above.
  const above = phone || widget.rows.length < 2 || crowded(widget.rows, amounts);
  const { option, panels, scale } = useMemo(() => {
    const groups = widget.rows.map((row) => groupName(row[group], widget.columns[group], t));
    const timed = amounts.some((index) => widget.columns[index]?.type === "duration");
    const longest = Math.max(
      ...widget.rows.flatMap((row) => amounts.map((index) => Number(row[index] ?? 0))),
      0,
    );
    const hours = timed && longest >= 2 * 3600;
    const scale = timed ? (hours ? 3600 : 60) : 1;
    const series = amounts.map((index) =>
      widget.rows.map((row) => {
        const cell = row[index];
        return cell === null || cell === undefined ? null : Number(cell) / scale;
      }),
    );
    const peaks = series.map((points) => Math.max(...points.map((point) => point ?? 0), 0));
    const apart = differInSize(peaks);
    const panels = apart ? series.length : 1;
    const height = 100 / panels;
    const right = above ? 16 : 11 * ink.size;
    const drawn = {
      textStyle: { fontFamily: ink.font },
      color: ink.series,
      animationDuration: 300,
      tooltip: {
        ...tooltipLook(ink),
        trigger: "axis",
        valueFormatter: (value: unknown) =>
          amount(
            typeof value === "number" ? value * scale : null,
            widget.columns[amounts[0] ?? 0],
            t,
          ),
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: Array.from({ length: panels }, (_, panel) => ({
        left: ((timed ? 64 : 40) * ink.size) / 12,
        right,
        // Room for the upper half of the first label of the axis.
        top: panel ? `${panel * height + 5}%` : 14,
        height: `${height - (panels > 1 ? 16 : 18)}%`,
      })),
      xAxis: Array.from({ length: panels }, (_, panel) => ({
        type: "category",
        gridIndex: panel,
        data: groups,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: ink.axis } },
        axisLabel: {
          show: panel === panels - 1,
          color: ink.text3,
          fontSize: ink.size,
          hideOverlap: true,
        },
      })),
      yAxis: Array.from({ length: panels }, (_, panel) => ({
        type: "value",
        gridIndex: panel,
        splitNumber: panels > 1 ? 2 : 4,
        ...(timed ? { minInterval: 1 } : {}),
        axisLabel: {
          color: ink.text3,
          fontSize: ink.size,
          ...(timed
            ? {
                formatter: (value: number) =>
                  hours ? t("time.hours", { h: value }) : t("time.minutes", { m: value }),
              }
            : {}),
        },
        splitLine: { lineStyle: { color: ink.line } },
      })),
      series: series.map((points, place) => ({
        type: "line",
        name: widget.columns[amounts[place] ?? 0]?.label ?? "",
        xAxisIndex: apart ? place : 0,
        yAxisIndex: apart ? place : 0,
        data: points,
        ...(widget.settings.area ? { areaStyle: { opacity: 0.12 } } : {}),
        // A point between gaps would be invisible as a line.
        showSymbol: true,
        symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
          (points[dataIndex - 1] ?? null) === null && (points[dataIndex + 1] ?? null) === null
            ? 7
            : 0,
        connectNulls: false,
        // Where lines lie on each other, the dashes of the upper let the lower be seen.
        lineStyle: { width: 2, type: place > 0 && !apart ? [7, 4] : "solid" },
        endLabel: {
          show: !above,
          color: ink.text,
          fontSize: ink.size,
          lineHeight: ink.size + 5,
          distance: 10,
          formatter: (point: { seriesName?: string; value?: unknown }) =>
            `{name|${point.seriesName}}\n{value|${amount(
              typeof point.value === "number" ? point.value * scale : null,
              widget.columns[amounts[place] ?? 0],
              t,
            )}}`,
          rich: {
            name: {
              fontWeight: 600,
              color: ink.text,
              fontSize: ink.size,
              lineHeight: ink.size + 5,
            },
            value: { color: ink.text2, fontSize: ink.size, lineHeight: ink.size + 5 },
          },
        },
        labelLayout: { moveOverlap: "shiftY" },
      })),
    };
    return { option: drawn, panels, scale };
  }, [widget, group, amounts, ink, above, t]);
  if (amounts.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  // One value of a whole course: which one, must be said.
  const named = amounts.map((index) => {
    const row = newest(widget.rows, index);
    return {
      text: `${widget.columns[index]?.label} ${amount(row?.[index], widget.columns[index], t)}`,
      when: groupName(row?.[group], widget.columns[group], t),
    };
  });
  return (
    <>
      {above ? (
        <ul className="line-names">
          {amounts.map((index, place) => (
            <li key={widget.columns[index]?.key}>
              <i style={{ background: ink.series[place] }} />
              {named[place]?.text} <small>{named[place]?.when}</small>
            </li>
          ))}
        </ul>
      ) : null}
      <Chart
        option={option}
        label={`${widget.title}: ${named.map(({ text, when }) => `${text} (${when})`).join(", ")}`}
        onAxis={
          onPick &&
          ((place, amount, panel) => {
            const row = widget.rows[place];
            const index = panels > 1 ? amounts[panel] : nearest(row, amounts, amount * scale);
            if (row && index !== undefined)
              onPick(groupsBehind(widget, row, index), measureBehind(widget, index));
          })
        }
      />
    </>
  );
};
