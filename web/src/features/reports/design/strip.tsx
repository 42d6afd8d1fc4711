import { useTranslation } from "react-i18next";
import { useNarrow } from "../../../designer/narrow";
import { refusal, suggest } from "../suggest";
import { useTable } from "./bench";
import { ChartPicture } from "./chart-picture";
import { draw } from "./edit";
import { shapeOf } from "./offer";

/** The charts that fit what the selected widget asks, the best first; the others are not offered. */
export function SuggestionStrip() {
  const { t } = useTranslation();
  const { board, bench, offer, charts, entries, selected, run } = useTable();
  const narrow = useNarrow();
  const key = selected.length === 1 ? selected[0] : undefined;
  const widget = key === undefined ? undefined : board.widgets[key];
  if (!widget || key === undefined)
    return (
      <div className="bd-strip is-idle">
        <p>
          {t(selected.length > 1 ? "board.several" : narrow ? "board.pick_narrow" : "board.pick")}
        </p>
      </div>
    );
  const shape = shapeOf(offer, widget.query);
  const offered = suggest(charts, shape);
  const present = charts.get(widget.chart);
  const reason = present && refusal(present, shape);
  return (
    <div className="bd-strip">
      <p>
        <b>{t("board.suggested")}</b>
        <small>{t("board.shape", { by: shape.groups.length, measures: shape.parts.length })}</small>
      </p>
      <div className="bd-strip-charts" role="radiogroup" aria-label={t("board.suggested")}>
        {offered.map((chart, place) => {
          const entry = entries.find((each) => each.key === chart);
          const isOn = chart === widget.chart;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a card with a picture, chosen like a radio button
            <button
              key={chart}
              type="button"
              role="radio"
              aria-checked={isOn}
              title={entry?.help ?? undefined}
              className={isOn ? "bd-chart is-on" : "bd-chart"}
              onClick={() => {
                if (isOn) return;
                const known = new Set(Object.keys(entry?.settings?.properties ?? {}));
                run(draw(bench, board, key, chart, known));
              }}
            >
              <ChartPicture chart={chart} />
              <span>{entry?.name ?? chart}</span>
              {place === 0 ? <em>{t("board.best")}</em> : null}
            </button>
          );
        })}
      </div>
      {reason ? <p className="bd-strip-note">{t("board.chart_gone")}</p> : null}
    </div>
  );
}
