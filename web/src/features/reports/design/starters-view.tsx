import { useTranslation } from "react-i18next";
import { Icon } from "../../../app/icon";
import { useAppModel } from "../../../designer/app-model";
import { useNarrow } from "../../../designer/narrow";
import { useTextIn } from "../../../designer/texts";
import { useTable } from "./bench";
import { ChartPicture } from "./chart-picture";
import { insert, isThere } from "./edit";
import { starterWords } from "./starter-words";
import { furtherStarters, type Starter, starters } from "./starters";

function useStarters(): { first: Starter[]; further: Starter[] } {
  const { app, offer, board } = useTable();
  const { forms } = useAppModel(app);
  const missing = ({ widget }: Starter) => !isThere(board, widget.query);
  return {
    first: starters(offer, forms, starterWords).filter(missing),
    further: furtherStarters(offer, forms, starterWords).filter(missing),
  };
}

/** What an empty board offers: the usual widgets of a service desk, all at once or one by one. */
export function Starters() {
  const { t } = useTranslation();
  const { board, bench, run } = useTable();
  const narrow = useNarrow();
  const { first, further } = useStarters();
  if (first.length === 0)
    return (
      <section className="bd-start">
        <Icon name="board" />
        <h2>{t("board.start.title")}</h2>
        <p>{t(narrow ? "board.start.drag_narrow" : "board.start.drag")}</p>
      </section>
    );
  const all = () =>
    run({
      ...insert(
        bench,
        board,
        first.map(({ widget }) => widget),
        "board.act.insert",
        first.map(({ key }) => key),
      ),
      select: [],
    });
  return (
    <section className="bd-start">
      <h2>{t("board.start.title")}</h2>
      <p>{t("board.start.text")}</p>
      <StarterCards items={[...first, ...further]} />
      <button type="button" className="btn btn-primary" onClick={all}>
        <Icon name="spark" />
        {t("board.start.all", { n: first.length })}
      </button>
      <p className="bd-start-note">{t(narrow ? "board.start.drag_narrow" : "board.start.drag")}</p>
    </section>
  );
}

/** Ready-made widgets that are not on the board yet. */
export function MoreStarters({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { first, further } = useStarters();
  const items = [...first, ...further];
  if (items.length === 0) return <p className="bd-none">{t("board.start.none")}</p>;
  return <StarterCards items={items} onDone={onDone} />;
}

function StarterCards({ items, onDone }: { items: readonly Starter[]; onDone?: () => void }) {
  const textOf = useTextIn();
  const { board, bench, entries, run } = useTable();
  const isEmpty = Object.keys(board.widgets).length === 0;
  return (
    <ul className="bd-starters">
      {items.map(({ key, widget }) => (
        <li key={key}>
          <button
            type="button"
            onClick={() => {
              const { at, ...rest } = widget;
              const put = isEmpty ? { ...rest, at: [0, 0, at[2], at[3]] as const } : rest;
              run(insert(bench, board, [put], "board.act.insert", [key]));
              onDone?.();
            }}
          >
            <ChartPicture chart={widget.chart} />
            <span>{textOf(widget.title)}</span>
            <small>{entries.find((each) => each.key === widget.chart)?.name}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
