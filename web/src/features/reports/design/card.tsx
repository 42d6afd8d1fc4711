import { memo, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useProblemsAt } from "../../../designer/session";
import { useTextIn } from "../../../designer/texts";
import { WidgetShell } from "../widget-card";
import { type Table, useTable } from "./bench";
import { duplicate, remove, widgetPath } from "./edit";
import type { WidgetDocument } from "./model";
import { usePreview } from "./preview";
import { useLatest } from "./stable";

/** A widget on the board: its drawing, whether it is real, what is wrong with it; selected by a press. */
export const Card = memo(function Card({
  name,
  isSelected,
  isTarget,
}: {
  name: string;
  isSelected: boolean;
  isTarget: boolean;
}) {
  const table = useTable();
  const { app, board, offer, charts, selected } = table;
  const latest = useLatest(table);
  const document = board.widgets[name];
  return document ? (
    <Drawn
      name={name}
      document={document}
      app={app}
      offer={offer}
      charts={charts}
      table={latest}
      isSelected={isSelected}
      isAlone={isSelected && selected.length === 1}
      isTarget={isTarget}
    />
  ) : null;
});

/** Drawn anew only when the widget itself changes: on a board of forty, a key in one title concerns one. */
const Drawn = memo(function Drawn({
  name,
  document,
  app,
  offer,
  charts,
  table,
  isSelected,
  isAlone,
  isTarget,
}: Pick<Table, "app" | "offer" | "charts"> & {
  name: string;
  document: WidgetDocument;
  /** What handlers need, as it is when they are called. */
  table: RefObject<Table>;
  isSelected: boolean;
  isAlone: boolean;
  isTarget: boolean;
}) {
  const { t } = useTranslation();
  const textOf = useTextIn();
  const preview = usePreview(app, document, offer, charts);
  const problems = useProblemsAt(widgetPath(name));
  const title = textOf(document.title);
  const classes = [
    "bd-card",
    isSelected && "is-selected",
    isTarget && "is-target",
    problems.length > 0 && "is-wrong",
    preview.sample && "is-sample",
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card on a board
    <div
      className={classes.filter(Boolean).join(" ")}
      data-canvas-item={name}
      data-drop-widget={name}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: selected, moved and sized by keys too
      tabIndex={0}
      aria-current={isSelected}
      aria-label={title}
      onPointerDown={(event) => {
        if (event.button !== 0 || (event.target as HTMLElement).closest(".bd-handle, .bd-tools"))
          return;
        const { select, selected } = table.current;
        const more = event.shiftKey || event.ctrlKey || event.metaKey;
        if (more)
          select(...(isSelected ? selected.filter((each) => each !== name) : [...selected, name]));
        else if (!isSelected || selected.length > 1) select(name);
      }}
      onKeyDown={(event) => {
        if (event.key === " " && event.target === event.currentTarget) {
          event.preventDefault();
          table.current.select(name);
        }
      }}
      onFocus={(event) => {
        if (
          event.target === event.currentTarget &&
          event.currentTarget.matches(":focus-visible") &&
          !isSelected
        )
          table.current.select(name);
      }}
    >
      <WidgetShell
        widget={preview.widget}
        chart={preview.widget.chart}
        tools={
          isAlone ? (
            <span className="bd-tools bd-no-drag">
              <button
                type="button"
                className="btn btn-plain btn-icon btn-small"
                aria-label={t("board.duplicate")}
                title={t("board.duplicate_key")}
                onClick={() => {
                  const { run, bench, board } = table.current;
                  run(duplicate(bench, board, [name]));
                }}
              >
                <Icon name="copy" />
              </button>
              <button
                type="button"
                className="btn btn-plain btn-icon btn-small"
                aria-label={t("board.remove")}
                title={t("board.remove_key")}
                onClick={() => {
                  const { run, bench, board } = table.current;
                  run(remove(bench, board, [name]));
                }}
              >
                <Icon name="trash" />
              </button>
            </span>
          ) : null
        }
        notes={
          <>
            {problems.length > 0 ? (
              <span className="bd-wrong" title={problems[0]?.message}>
                <Icon name="alert" size="s" />
              </span>
            ) : null}
            {preview.sample && preview.sample !== "waiting" ? (
              <span className="bd-sample" title={t(`board.sample.${preview.sample}`)}>
                {t("board.sample.tag")}
              </span>
            ) : null}
          </>
        }
      />
    </div>
  );
});
