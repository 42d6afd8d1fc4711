import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { mayMove } from "../../app/theme";

use([
  PieChart,
  LineChart,
  BarChart,
  GridComponent,
  TitleComponent,
  TooltipComponent,
  LabelLayout,
  SVGRenderer,
]);

/** Places of the group and of the series that was pointed at. */
export type PointPick = (group: number, series: number) => void;

/** Where on the axes somebody pressed: the place of the group, the amount, and the panel. */
export type AxisPick = (group: number, amount: number, panel: number) => void;

/** Draws an echarts option, follows the size of its place, and is described in words for those who cannot see it. */
export function Chart({
  option,
  label,
  onPick,
  onAxis,
}: {
  option: EChartsCoreOption;
  label: string;
  onPick?: PointPick | undefined;
  onAxis?: AxisPick | undefined;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const axis = useRef(onAxis);
  axis.current = onAxis;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", ({ dataIndex, seriesIndex }) =>
      pick.current?.(dataIndex as number, (seriesIndex as number | undefined) ?? 0),
    );
    drawn.getZr().on("click", ({ offsetX, offsetY }) => {
      const panels = (drawn.getOption().grid as unknown[] | undefined)?.length ?? 0;
      for (let gridIndex = 0; gridIndex < panels; gridIndex += 1) {
        if (!drawn.containPixel({ gridIndex }, [offsetX, offsetY])) continue;
        const [group = 0, amount = 0] = drawn.convertFromPixel({ gridIndex }, [offsetX, offsetY]);
        axis.current?.(Math.round(group), amount, gridIndex);
      }
    });
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      drawn.dispose();
      chart.current = undefined;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption({ ...option, animation: mayMove() }, { notMerge: true });
  }, [option]);
  return (
    <div
      ref={place}
      className={onPick || onAxis ? "chart can-pick" : "chart"}
      role="img"
      aria-label={label}
    />
  );
}

/** How echarts writes beside the pointer, in the colors of the theme. */
export function tooltipLook(ink: { surface: string; line: string; text: string; size: number }) {
  return {
    appendTo: "body",
    confine: true,
    backgroundColor: ink.surface,
    borderColor: ink.line,
    textStyle: { color: ink.text, fontSize: ink.size },
  };
}
