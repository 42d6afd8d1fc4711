import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Widget } from "../../../api/types";
import { usePhone } from "../../../app/screen";
import { Chart } from "../chart";
import { useInk } from "../ink";
import { amount, groupName, shapeOf } from "../table-data";

/** Two measures differ in size when one is this many times the other. */
const APART = 3;

/** A course over time. Measures of different size stand in panels of their own above one time axis; names at the line's end. */
export function LineChartView({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const ink = useInk();
  const phone = usePhone();
  // A line that does not run yet has no end to write at, a narrow screen no room: the names stand above.
  const above = phone || widget.rows.length < 2;
  const { group, amounts } = useMemo(() => {
    const shape = shapeOf(widget);
    // A measure without a single value has no course; an axis for it would have no ends.
    const known = (index: number) => widget.rows.some((row) => (row[index] ?? null) !== null);
    return { group: shape.group, amounts: shape.amounts.filter(known) };
  }, [widget]);
  const option = useMemo(() => {
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
    const apart =
      peaks.length > 1 && Math.max(...peaks) > APART * Math.max(Math.min(...peaks), 1e-9);
    const panels = apart ? series.length : 1;
    const height = 100 / panels;
    const right = above ? 16 : 132;
    return {
      textStyle: { fontFamily: ink.font },
      color: ink.series,
      animationDuration: 300,
      tooltip: {
        trigger: "axis",
        appendTo: "body",
        confine: true,
        backgroundColor: ink.surface,
        borderColor: ink.line,
        textStyle: { color: ink.text, fontSize: 12 },
        valueFormatter: (value: unknown) =>
          amount(
            typeof value === "number" ? value * scale : null,
            widget.columns[amounts[0] ?? 0],
            t,
          ),
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      grid: Array.from({ length: panels }, (_, panel) => ({
        left: timed ? 64 : 40,
        right,
        top: `${panel * height + (panel ? 5 : 4)}%`,
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
          fontSize: 12,
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
          fontSize: 12,
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
        showSymbol: points.filter((point) => point !== null).length < 2,
        symbolSize: 7,
        connectNulls: false,
        lineStyle: { width: 2 },
        endLabel: {
          show: !above,
          color: ink.text,
          fontSize: 12,
          lineHeight: 17,
          distance: 10,
          formatter: (point: { seriesName?: string; value?: unknown }) =>
            `{name|${point.seriesName}}\n{value|${amount(
              typeof point.value === "number" ? point.value * scale : null,
              widget.columns[amounts[place] ?? 0],
              t,
            )}}`,
          rich: {
            name: { fontWeight: 600, color: ink.text, fontSize: 12, lineHeight: 17 },
            value: { color: ink.text2, fontSize: 12, lineHeight: 17 },
          },
        },
        labelLayout: { moveOverlap: "shiftY" },
      })),
    };
  }, [widget, group, amounts, ink, above, t]);
  if (amounts.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  const last = widget.rows.at(-1) ?? [];
  const words = amounts
    .map(
      (index) => `${widget.columns[index]?.label} ${amount(last[index], widget.columns[index], t)}`,
    )
    .join(", ");
  return (
    <>
      {above ? (
        <ul className="line-names">
          {amounts.map((index, place) => (
            <li key={widget.columns[index]?.key}>
              <i style={{ background: ink.series[place] }} />
              {widget.columns[index]?.label} {amount(last[index], widget.columns[index], t)}
            </li>
          ))}
        </ul>
      ) : null}
      <Chart option={option} label={`${widget.title}: ${words}`} />
    </>
  );
}
