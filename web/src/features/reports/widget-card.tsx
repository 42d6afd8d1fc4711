import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { drawings } from "./drawing";

/** One widget at its place of the grid. A chart this version does not know shows its numbers as a table. */
export function WidgetCard({ widget }: { widget: Widget }) {
  const { t } = useTranslation();
  const [x = 0, y = 0, w = 3, h = 2] = widget.at;
  const known = drawings.has(widget.chart) ? widget.chart : "table";
  const View = drawings.get(known);
  return (
    <section
      className={`widget is-${known}`}
      style={{ "--x": x + 1, "--y": y + 1, "--w": w, "--h": h } as CSSProperties}
      aria-label={widget.title}
    >
      <header>
        <h2 className="clip">{widget.title}</h2>
      </header>
      <div className="widget-body">
        {widget.state === "ready" && View ? (
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
