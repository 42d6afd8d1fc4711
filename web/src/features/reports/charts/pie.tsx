import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Cell } from "../../../api/types";
import { Chart, tooltipLook } from "../chart";
import { type Drawing, FAINT, stepsBack } from "../drawing";
import { GroupName } from "../group-name";
import { useInk, useNarrowChart } from "../ink";
import { amount, groupName, shapeOf } from "../table-data";
import { useWidth } from "../width";

/** Pixels of the ring, and of the line to a name on either side. */
const RING = 150;
const LINE = 50;

/** How wide a name is about, in pixels at the size of 12: Chinese characters are twice as wide as Latin ones. */
function lengthOf(name: string): number {
  return [...name].reduce((sum, each) => sum + ((each.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 6.8), 0);
}

/** Slices beyond this are gathered under 其他. */
const MOST = 8;

/** Parts of a whole: a ring with the total inside, names and shares outside; below it where the screen is narrow. */
export const drawing: Drawing = ({ widget, onPick, picked }) => {
  const { t } = useTranslation();
  const ink = useInk();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const onPhone = useNarrowChart();
  const slices = useMemo(() => {
    const { group, amounts } = shapeOf(widget);
    const all = widget.rows
      .map((row) => ({
        name: groupName(row[group], widget.columns[group], t),
        value: Number(row[amounts[0] ?? 1] ?? 0),
        key: (row[group] ?? null) as Cell | undefined,
      }))
      .filter((slice) => slice.value > 0)
      .sort((a, b) => b.value - a.value);
    if (all.length <= MOST) return all;
    const rest = all.slice(MOST - 1).reduce((sum, slice) => sum + slice.value, 0);
    return [...all.slice(0, MOST - 1), { name: t("reports.rest"), value: rest, key: undefined }];
  }, [widget, t]);
  // Names that have no room beside the ring stand below it.
  const longest = Math.max(...slices.map(({ name }) => lengthOf(name)), 0);
  const room = RING + 2 * (LINE + (longest * ink.size) / 12);
  const phone = onPhone || (width > 0 && width < room);
  const total = slices.reduce((sum, slice) => sum + slice.value, 0);
  const measured = widget.columns[shapeOf(widget).amounts[0] ?? 1];
  const words = useCallback((value: number) => amount(value, measured, t), [measured, t]);
  const option = useMemo(
    () => ({
      textStyle: { fontFamily: ink.font },
      color: ink.series,
      tooltip: {
        ...tooltipLook(ink),
        trigger: "item",
        valueFormatter: (value: unknown) => words(Number(value)),
      },
      title: {
        text: words(total),
        subtext: t("reports.total"),
        left: "center",
        top: "center",
        itemGap: 2,
        textStyle: {
          color: ink.text,
          fontSize: (words(total).length < 7 ? 22 : 15) + (ink.size - 12) * 2,
          fontWeight: 600,
        },
        subtextStyle: { color: ink.text3, fontSize: ink.size },
      },
      series: [
        {
          type: "pie",
          radius: phone ? ["64%", "92%"] : ["39%", "56%"],
          center: ["50%", "50%"],
          startAngle: 60,
          animationDuration: 300,
          itemStyle: { borderColor: ink.surface, borderWidth: 2 },
          data: slices.map((slice) => ({
            ...slice,
            itemStyle: { opacity: stepsBack(picked, slice.key) ? FAINT : 1 },
          })),
          labelLine: {
            length: 28,
            length2: 14,
            lineStyle: { color: ink.axis },
          },
          label: {
            color: ink.text2,
            overflow: "none",
            show: !phone,
            formatter: (slice: { name: string; percent?: number; value: number }) =>
              `{name|${slice.name}}\n{share|${slice.percent?.toFixed(1)}%}\n{count|${words(slice.value)}}`,
            rich: {
              name: { color: ink.text2, fontSize: ink.size, lineHeight: ink.size + 5 },
              share: {
                color: ink.text,
                fontSize: ink.size + 2,
                fontWeight: 600,
                lineHeight: ink.size + 7,
              },
              count: { color: ink.text3, fontSize: ink.size, lineHeight: ink.size + 5 },
            },
          },
        },
      ],
    }),
    [slices, total, words, ink, phone, picked, t],
  );
  if (total === 0) return <p className="widget-none">{t("reports.empty")}</p>;
  const named = slices.map((slice) => `${slice.name} ${words(slice.value)}`).join(", ");
  return (
    <div ref={place} className={phone ? "pie is-narrow" : "pie"}>
      <Chart
        option={option}
        label={`${widget.title}: ${named}`}
        onPick={
          onPick &&
          ((place) => {
            const key = slices[place]?.key;
            if (key !== undefined) onPick([key], 0);
          })
        }
      />
      {phone ? (
        <ul className="pie-names">
          {slices.map((slice, place) => (
            <li
              key={slice.name}
              className={stepsBack(picked, slice.key) ? "steps-back" : undefined}
            >
              <i style={{ background: ink.series[place % ink.series.length] }} />
              {slice.key !== undefined ? (
                <GroupName
                  name={slice.name}
                  onPick={onPick && (() => onPick([slice.key ?? null], 0))}
                />
              ) : (
                slice.name
              )}
              <span>{words(slice.value)}</span>
              <b>{((slice.value / total) * 100).toFixed(1)}%</b>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
};
