import { App } from "antd";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "../../../app/preferences";
import { type Catalogue, type ChartEntry, useCatalogue } from "../../../designer/catalogue";
import { copy, paste as pasted } from "../../../designer/clipboard";
import { type Command, useSession, useSessionStore } from "../../../designer/session";
import { suggest } from "../suggest";
import * as edit from "./edit";
import type { Shelf } from "./fields";
import { type Piece, put, questionOf, taken, uses, usualShelf } from "./fields";
import type { At } from "./grid";
import { type Board, boardOf, type Query, type WidgetDocument } from "./model";
import { usualTitle } from "./names";
import { type Charts, type Offer, shapeOf, useOffer } from "./offer";
import { useSame } from "./stable";

/** Everything the parts of the dashboard designer share: the board, what it can be made of, and what one can do. */
export interface Table {
  app: string;
  name: string;
  board: Board;
  offer: Offer;
  charts: Charts;
  entries: readonly ChartEntry[];
  bench: edit.Bench;
  /** Keys of the selected widgets, in the order in which they were selected. */
  selected: readonly string[];
  /** The dataset whose fields are listed. */
  dataset: string;
  showDataset: (key: string) => void;
  run: (command: Command | null) => void;
  select: (...keys: string[]) => void;
  /** Puts a piece into the selected widget, or makes a new one of it. */
  use: (piece: Piece, shelf?: Shelf, onto?: string) => void;
  addPiece: (piece: Piece, at?: At) => void;
  copySelected: () => void;
  pasteCopied: () => void;
}

const Current = createContext<Table | null>(null);

export function useTable(): Table {
  const table = useContext(Current);
  if (!table) throw new Error("outside of the dashboard designer");
  return table;
}

const KIND = "dashboard";

export function TableProvider({
  app,
  name,
  children,
}: {
  app: string;
  name: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const toast = useCallback(
    (text: string) => void message.info({ content: text, key: "board" }),
    [message],
  );
  const language = usePreferences((state) => state.language);
  const offer = useOffer(app);
  const catalogue: Catalogue = useCatalogue();
  const store = useSessionStore();
  const document = useSession((state) => state.document);
  const selection = useSession((state) => state.selection);
  const board = useMemo(() => boardOf(document), [document]);
  const charts = useMemo(
    () => new Map(catalogue.charts.map((each) => [each.key, each])) as Charts,
    [catalogue],
  );
  const bench = useMemo(
    (): edit.Bench => ({
      t,
      language,
      offer,
      charts,
      isUsed: (key) => store.getState().isUsed("widget", [key]),
    }),
    [t, language, offer, charts, store],
  );
  const selected = useSame(
    [...new Set(selection.flatMap((path) => edit.keyOf(path) ?? []))].filter(
      (key) => board.widgets[key],
    ),
    Object.is,
  );
  const first = offer.datasets.find(
    (each) => each.form && each.columns.some(({ type }) => type === "status"),
  );
  const [shown, showDataset] = useState<string | null>(null);
  const own = selected.length === 1 ? board.widgets[selected[0] ?? ""]?.query.from : undefined;
  const [followed, setFollowed] = useState(own);
  // Who selects a widget sees the fields of its dataset; who then looks at another dataset keeps that.
  if (own !== followed) {
    setFollowed(own);
    if (own) showDataset(own);
  }
  const dataset = shown ?? first?.key ?? offer.datasets[0]?.key ?? "";

  const run = useCallback(
    (command: Command | null) => {
      if (command && !store.getState().execute(command)) toast(t("board.refused"));
    },
    [store, t, toast],
  );
  const select = useCallback(
    (...keys: string[]) => store.getState().select(...keys.map(edit.widgetPath)),
    [store],
  );

  const table = useMemo((): Table => {
    const addQuery = (query: Query, at?: At) => {
      const chart = suggest(charts, shapeOf(offer, query))[0] ?? "table";
      const title = usualTitle(offer, query, t);
      run(edit.insert(bench, board, [{ chart, title, query, ...(at ? { at } : {}) }]));
    };
    const addPiece = (piece: Piece, at?: At) => addQuery(questionOf(piece), at);
    return {
      app,
      name,
      board,
      offer,
      charts,
      entries: catalogue.charts,
      bench,
      selected,
      dataset,
      showDataset,
      run,
      select,
      addPiece,
      use: (piece, shelf, onto) => {
        const key = onto ?? (selected.length === 1 ? selected[0] : undefined);
        const widget = key === undefined ? undefined : board.widgets[key];
        if (!widget || key === undefined || widget.query.from !== piece.dataset) {
          addPiece(piece);
          return;
        }
        const isIn = !onto && shelf === undefined && uses(widget.query, piece);
        const query = isIn
          ? taken(widget.query, piece)
          : put(widget.query, piece, shelf ?? usualShelf(piece));
        if (query) run(edit.ask(bench, board, key, query));
        else toast(t(isIn ? "board.last_measure" : "board.no_room"));
      },
      copySelected: () => {
        if (selected.length > 0) copy(KIND, edit.copied(board, selected));
      },
      pasteCopied: () => {
        const widgets = pasted<WidgetDocument[]>(KIND);
        if (widgets?.length) run(edit.paste(bench, board, widgets));
      },
    };
  }, [app, name, board, offer, charts, catalogue, bench, selected, dataset, run, select, t, toast]);
  return <Current value={table}>{children}</Current>;
}
