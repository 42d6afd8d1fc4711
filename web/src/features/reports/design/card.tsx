import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useProblemsAt } from "../../../designer/session";
import { useTextIn } from "../../../designer/texts";
import { WidgetShell } from "../widget-card";
import { useTable } from "./bench";
import { duplicate, remove, widgetPath } from "./edit";
import { usePreview } from "./preview";

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
  const { board } = useTable();
  return board.widgets[name] ? (
    <Drawn name={name} isSelected={isSelected} isTarget={isTarget} />
  ) : null;
});

function Drawn({
  name,
  isSelected,
  isTarget,
}: {
  name: string;
  isSelected: boolean;
  isTarget: boolean;
}) {
  const { t } = useTranslation();
  const { app, board, bench, offer, charts, selected, run, select } = useTable();
  const textOf = useTextIn();
  const document = board.widgets[name] as NonNullable<(typeof board.widgets)[string]>;
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
        const more = event.shiftKey || event.ctrlKey || event.metaKey;
        if (more)
          select(...(isSelected ? selected.filter((each) => each !== name) : [...selected, name]));
        else if (!isSelected || selected.length > 1) select(name);
      }}
      onKeyDown={(event) => {
        if (event.key === " " && event.target === event.currentTarget) {
          event.preventDefault();
          select(name);
        }
      }}
      onFocus={(event) => {
        if (
          event.target === event.currentTarget &&
          event.currentTarget.matches(":focus-visible") &&
          !isSelected
        )
          select(name);
      }}
    >
      <WidgetShell
        widget={preview.widget}
        chart={preview.widget.chart}
        tools={
          isSelected && selected.length === 1 ? (
            <span className="bd-tools bd-no-drag">
              <button
                type="button"
                className="btn btn-plain btn-icon btn-small"
                aria-label={t("board.duplicate")}
                title={t("board.duplicate_key")}
                onClick={() => run(duplicate(bench, board, [name]))}
              >
                <Icon name="copy" />
              </button>
              <button
                type="button"
                className="btn btn-plain btn-icon btn-small"
                aria-label={t("board.remove")}
                title={t("board.remove_key")}
                onClick={() => run(remove(bench, board, [name]))}
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
}
