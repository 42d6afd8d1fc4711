import { App, Dropdown, Tooltip } from "antd";
import { type CSSProperties, type ReactNode, type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Cell, Form, Widget } from "../../api/types";
import { Icon } from "../../app/icon";
import { useWorkspace } from "../../app/queries";
import { besides } from "../../fields/isolate";
import { type AskedQuery, behind } from "./behind";
import { saveCsv, widgetCsv } from "./csv";
import { drawings } from "./drawing";
import type { Looked } from "./records-behind";
import { savePicture } from "./save-picture";
import { groupName, isAmount } from "./table-data";

/** One widget at its place of the grid, with what one can do with its numbers. */
export function WidgetCard({
  widget,
  name = "",
  fields = [],
  picked,
  onLook,
  onCross,
  onSheet,
}: {
  widget: Widget;
  /** Its key in the dashboard. */
  name?: string;
  /** Forms whose fields the filter bar speaks of, for their names. */
  fields?: readonly Form[];
  /** The groups by which the other widgets are filtered, where they are this one's. */
  picked?: readonly Cell[] | undefined;
  /** Shows the records behind; absent on a wall. */
  onLook?: (looked: Looked) => void;
  /** Filters the other widgets by these groups. */
  onCross?: ((cells: Cell[], measure: number) => void) | undefined;
  /** Saves the numbers as an Excel file. */
  onSheet?: (name: string, title: string) => void;
}) {
  const card = useRef<HTMLElement>(null);
  const { message } = App.useApp();
  const { t } = useTranslation();
  const { zone } = useWorkspace();
  const [asTable, setAsTable] = useState(false);
  const ready = widget.state === "ready";
  const asked = widget.query as AskedQuery | null | undefined;
  const groups = widget.columns.filter((column) => !isAmount(column));
  const look = (cells: Cell[], measure: number) => {
    const found = asked && behind(asked, groups, cells, zone, measure);
    if (!found) return;
    const names = cells.map((cell, place) => groupName(cell, groups[place], t));
    onLook?.({ ...found, title: besides(widget.title, ...names) });
  };
  // Weekdays and hours of the day lie all over the calendar: no filter says which records they are.
  const findable =
    asked && groups.every(({ type }) => type !== "weekday" && type !== "hour_of_day");
  const unfiltered = widget.unfiltered ?? [];
  return (
    <WidgetShell
      widget={widget}
      chart={asTable ? "table" : widget.chart}
      card={card}
      picked={picked}
      onPick={ready && onLook && findable ? (groups.length > 0 && onCross) || look : undefined}
      notes={
        unfiltered.length > 0 && onLook ? (
          <Tooltip
            title={t("reports.unfiltered", {
              names: namesOf(fields, unfiltered).join(t("board.and")),
            })}
          >
            <button
              type="button"
              className="widget-help"
              aria-label={t("reports.unfiltered_short")}
            >
              <Icon name="info" size="s" />
            </button>
          </Tooltip>
        ) : null
      }
      tools={
        ready && onLook ? (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                ...(asked
                  ? [
                      {
                        key: "records",
                        label: t("reports.look"),
                        onClick: () =>
                          onLook({ from: asked.from, filter: asked.filter, title: widget.title }),
                      },
                    ]
                  : []),
                ...(widget.chart === "table"
                  ? []
                  : [
                      {
                        key: "table",
                        label: t(asTable ? "reports.as_chart" : "reports.as_table"),
                        onClick: () => setAsTable(!asTable),
                      },
                    ]),
                {
                  key: "csv",
                  label: t("reports.csv"),
                  onClick: () => saveCsv(widget.title, widgetCsv(widget, t)),
                },
                ...(onSheet
                  ? [
                      {
                        key: "xlsx",
                        label: t("reports.xlsx"),
                        onClick: () => onSheet(name, widget.title),
                      },
                    ]
                  : []),
                {
                  key: "png",
                  label: t("reports.png"),
                  onClick: () => {
                    if (card.current)
                      savePicture(card.current, widget.title).catch(() =>
                        message.error(t("reports.png_failed")),
                      );
                  },
                },
              ],
            }}
          >
            <button
              type="button"
              className="btn btn-plain btn-icon widget-more"
              aria-label={t("reports.more", { name: widget.title })}
            >
              <Icon name="more" />
            </button>
          </Dropdown>
        ) : null
      }
    />
  );
}

function namesOf(forms: readonly Form[], keys: readonly string[]): string[] {
  const fields = forms.flatMap((form) => form.fields);
  return keys.map((key) => fields.find((field) => field.key === key)?.label ?? key);
}

/** The card itself: title, what its measures mean, and the drawing. A chart this version does not know is a table. */
export function WidgetShell({
  widget,
  chart,
  notes,
  tools,
  onPick,
  picked,
  card,
}: {
  widget: Widget;
  chart: string;
  notes?: ReactNode;
  tools?: ReactNode;
  onPick?: ((groups: Cell[], measure: number) => void) | undefined;
  picked?: readonly Cell[] | undefined;
  card?: RefObject<HTMLElement | null>;
}) {
  const { t } = useTranslation();
  const [x = 0, y = 0, w = 3, h = 2] = widget.at;
  const known = drawings.has(chart) ? chart : "table";
  const View = drawings.get(known);
  return (
    <article
      ref={card}
      className={`widget is-${known}${picked ? " is-picked" : ""}`}
      style={{ "--x": x + 1, "--y": y + 1, "--w": w, "--h": h } as CSSProperties}
      aria-label={widget.title}
    >
      <header>
        <h2 className="clip" title={widget.title}>
          {widget.title}
        </h2>
        <Definitions columns={widget.columns} />
        {notes}
        {tools}
      </header>
      <div className="widget-body">
        {widget.state === "ready" && View ? (
          <View widget={widget} onPick={onPick} picked={picked} />
        ) : (
          <p className="widget-none">
            <Icon name={widget.state === "not_permitted" ? "lock" : "clock"} size="s" />
            {t(`reports.${widget.state}`)}
          </p>
        )}
      </div>
    </article>
  );
}

/** How the named measures are defined, behind a (?). */
function Definitions({ columns }: Pick<Widget, "columns">) {
  const { t } = useTranslation();
  const defined = columns.filter(({ help }) => help);
  if (defined.length === 0) return null;
  return (
    <Tooltip
      title={
        <dl className="widget-terms">
          {defined.map(({ key, label, help }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{help}</dd>
            </div>
          ))}
        </dl>
      }
    >
      <button type="button" className="widget-help" aria-label={t("reports.definition")}>
        <Icon name="help" size="s" />
      </button>
    </Tooltip>
  );
}
