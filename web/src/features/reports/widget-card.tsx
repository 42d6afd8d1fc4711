import type { ComponentType, CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { BarChartView } from "./charts/bar";
import { LineChartView } from "./charts/line";
import { MetricChart } from "./charts/metric";
import { PieChartView } from "./charts/pie";
import { TableView } from "./charts/table";

const CHARTS: Record<string, ComponentType<{ widget: Widget }>> = {
  metric: MetricChart,
  pie: PieChartView,
  bar: BarChartView,
  line: LineChartView,
  table: TableView,
};

/** One widget at its place of the grid. A chart this version does not know shows its numbers as a table. */
export function WidgetCard({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const [x = 0, y = 0, w = 3, h = 2] = widget.at;
  const View = CHARTS[widget.chart] ?? TableView;
  return (
    <section
      className={`widget is-${widget.chart in CHARTS ? widget.chart : "table"}`}
      style={{ "--x": x + 1, "--y": y + 1, "--w": w, "--h": h } as CSSProperties}
      aria-label={widget.title}
    >
      <header>
        <h2 className="clip">{widget.title}</h2>
      </header>
      <div className="widget-body">
        {widget.state === "ready" ? (
          <View widget={widget} />
        ) : (
          <p className="widget-none">
            <Icon name={widget.state === "not_permitted" ? "lock" : "clock"} size="s" />
            {t(`reports.${widget.state}`)}
          </p>
        )}
      </div>
    </section>
  );
}
