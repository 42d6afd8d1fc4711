import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Column } from "../../../api/types";
import { Chart, tooltipLook } from "../chart";
import { type Drawing, FAINT, stepsBack } from "../drawing";
import { useInk } from "../ink";
import { LeftOut } from "../left-out";
import {
  amount,
  axisWords,
  fewer,
  groupName,
  groupsBehind,
  isOrdered,
  kindOf,
  kindsOf,
  measureBehind,
  shapeOf,
  spread,
  timeScale,
} from "../table-data";

/** Beyond this columns of groups without an order are left out: the smallest. */
const MOST = 20;

/** One column a group, side by side; a second grouping or further measures stand beside it or on it. */
export const drawing: Drawing = ({ widget: given, onPick, picked }) => {
  const { t, i18n } = useTranslation();
  const ink = useInk();
  const { widget, left, rest } = useMemo(() => fewer(spread(given, t)), [given, t]);
  const { group, amounts } = useMemo(() => shapeOf(widget), [widget]);
  const rows = useMemo(() => {
    if (isOrdered(widget.columns[group])) return widget.rows;
    const kind = kindsOf(widget.columns, amounts)[0];
    const alike = amounts.filter((index) => kindOf(widget.columns[index] as Column) === kind);
    const size = (row: (typeof widget.rows)[number]) =>
      alike.reduce((sum, index) => sum + Number(row[index] ?? 0), rest.get(row) ?? 0);
    return [...widget.rows].sort((a, b) => size(b) - size(a)).slice(0, MOST);
  }, [widget, rest, group, amounts]);
  const option = useMemo(() => {
    const stacked = Boolean(widget.settings.stacked);
    // Seconds and pieces share no axis: one at the left, one at the right, further ones show in what the pointer says.
    const kinds = kindsOf(widget.columns, amounts);
    const time = timeScale(widget, amounts);
    const scaleOf = (index: number) => (widget.columns[index]?.type === "duration" ? time.one : 1);
    const kindAt = (index: number) => kindOf(widget.columns[index] as Column);
    return {
      textStyle: { fontFamily: ink.font },
      color: ink.series,
      animationDuration: 300,
      tooltip: {
        ...tooltipLook(ink),
        trigger: "axis",
        axisPointer: { type: "shadow" },
      },
      grid: {
        left: 4,
        right: 8,
        top: 16,
        bottom: 4,
        outerBoundsMode: "same",
        outerBoundsContain: "axisLabel",
      },
      xAxis: {
        type: "category",
        data: rows.map((row) => groupName(row[group], widget.columns[group], t)),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: ink.axis } },
        axisLabel: { color: ink.text3, fontSize: ink.size, hideOverlap: true },
      },
      yAxis: kinds.map((kind, place) => {
        const first = widget.columns[amounts.find((index) => kindAt(index) === kind) ?? 0];
        return {
          type: "value",
          position: place === 1 ? "right" : "left",
          splitNumber: 4,
          ...(first?.type === "number" || first?.type === "duration" ? { minInterval: 1 } : {}),
          axisLabel: {
            show: place < 2,
            color: ink.text3,
            fontSize: ink.size,
            formatter: (value: number) => axisWords(value, first, time, t, i18n.language),
          },
          splitLine: { show: place === 0, lineStyle: { color: ink.line } },
        };
      }),
      series: amounts.map((index) => ({
        type: "bar",
        name: widget.columns[index]?.label ?? "",
        yAxisIndex: kinds.indexOf(kindAt(index)),
        tooltip: {
          valueFormatter: (value: unknown) =>
            amount(
              typeof value === "number" ? value * scaleOf(index) : null,
              widget.columns[index],
              t,
            ),
        },
        ...(stacked ? { stack: kindAt(index) } : {}),
        barMaxWidth: 40,
        itemStyle: { borderRadius: stacked ? 0 : [3, 3, 0, 0] },
        data: rows.map((row) => ({
          value: (row[index] ?? null) === null ? null : Number(row[index]) / scaleOf(index),
          itemStyle: { opacity: stepsBack(picked, row[group]) ? FAINT : 1 },
        })),
      })),
    };
  }, [widget, rows, group, amounts, ink, picked, t, i18n.language]);
  if (rows.length === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  const words = rows
    .slice(0, 12)
    .map((row) => {
      const name = groupName(row[group], widget.columns[group], t);
      return `${name} ${amounts.map((index) => amount(row[index], widget.columns[index], t)).join(" / ")}`;
    })
    .join(", ");
  return (
    <>
      {amounts.length > 1 ? (
        <ul className="line-names">
          {amounts.map((index, place) => (
            <li key={widget.columns[index]?.key}>
              <i style={{ background: ink.series[place % ink.series.length], height: 8 }} />
              {widget.columns[index]?.label}
            </li>
          ))}
        </ul>
      ) : null}
      <Chart
        option={option}
        label={`${widget.title}: ${words}`}
        onPick={
          onPick &&
          ((place, series) => {
            const row = rows[place];
            const index = amounts[series];
            if (row && index !== undefined)
              onPick(groupsBehind(widget, row, index), measureBehind(widget, index));
          })
        }
      />
      <LeftOut count={widget.rows.length - rows.length + left} />
    </>
  );
};
