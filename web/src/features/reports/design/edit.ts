import type { TFunction } from "i18next";
import { type Document, type Operation, type Path, same } from "../../../designer/document";
import type { Command } from "../../../designer/session";
import { type LocalText, textIn } from "../../../designer/texts";
import { refusal, suggest } from "../suggest";
import { type At, freePlace, moved, type Placed, packed, placed } from "./grid";
import {
  type Board,
  leastOf,
  placedOf,
  type Query,
  tidy,
  usualSize,
  type WidgetDocument,
} from "./model";
import { freeKey, usualTitle } from "./names";
import { type Charts, type Offer, shapeOf } from "./offer";

/** Every act of the dashboard designer as a command: operations with a sentence. Pure. */

export const widgetPath = (key: string): Path => ["widgets", key];

/** What acts need to know beside the board. */
export interface Bench {
  t: TFunction;
  language: string;
  offer: Offer;
  charts: Charts;
  /** Keys that were published once belong to what had them. */
  isUsed: (key: string) => boolean;
}

export type NewWidget = Omit<WidgetDocument, "at"> & { at?: At };

/** The widget of a selected path, with whatever inside it is selected. */
export function keyOf(path: Path | undefined): string | undefined {
  return path?.[0] === "widgets" && typeof path[1] === "string" ? path[1] : undefined;
}

function titleOf(bench: Bench, board: Board, key: string): string {
  return textIn(board.widgets[key]?.title, bench.language) || key;
}

function named(bench: Bench, board: Board, keys: readonly string[]): string {
  const [first] = keys;
  return keys.length === 1 && first
    ? bench.t("board.quoted", { name: titleOf(bench, board, first) })
    : bench.t("board.many", { n: keys.length });
}

function changeAt({ key, at }: Placed): Operation {
  return { do: "change", element: "widget", at: [key], values: { at } };
}

/** New widgets, each under a key of its own; where one has no place it goes to the first that is free. */
export function insert(
  bench: Bench,
  board: Board,
  widgets: readonly NewWidget[],
  label = "board.act.insert",
  keys: readonly string[] = [],
): Command {
  const taken = new Set(Object.keys(board.widgets));
  let there = placedOf(board);
  const before = there;
  const added: [string, NewWidget][] = [];
  const wanted = new Map<string, At>();
  for (const [place, widget] of widgets.entries()) {
    const proposed = keys[place];
    const isTaken = (each: string) => taken.has(each) || bench.isUsed(each);
    const key = proposed && !isTaken(proposed) ? proposed : freeKey(widget.query, isTaken);
    taken.add(key);
    const size = usualSize(widget.chart);
    const [w, h] = widget.at ? [widget.at[2], widget.at[3]] : [size.w, size.h];
    const at = widget.at ?? freePlace(there, w, h);
    if (widget.at) wanted.set(key, widget.at);
    there = [...there, { key, at }];
    added.push([key, widget]);
  }
  const after = wanted.size > 0 ? placed(there, wanted) : there;
  const at = new Map(after.map((each) => [each.key, each.at]));
  const additions = added.map(([key, { chart, title, query, settings }]): Operation => {
    const value = {
      chart,
      title,
      at: at.get(key),
      query: tidy(query),
      ...(settings && Object.keys(settings).length > 0 ? { settings } : {}),
    };
    return { do: "add", element: "widget", at: [key], value };
  });
  const names = added.map(([, { title }]) => textIn(title, bench.language));
  const name =
    names.length === 1
      ? bench.t("board.quoted", { name: names[0] })
      : bench.t("board.many", { n: names.length });
  return {
    label: bench.t(label, { name }),
    operations: [
      ...additions,
      ...moved(
        before,
        after.filter(({ key }) => board.widgets[key]),
      ).map(changeAt),
    ],
    select: added.map(([key]) => widgetPath(key)),
  };
}

/** Takes widgets away; the others move up. */
export function remove(bench: Bench, board: Board, keys: readonly string[]): Command {
  const gone = new Set(keys);
  const rest = placedOf(board).filter(({ key }) => !gone.has(key));
  return {
    label: bench.t("board.act.remove", { name: named(bench, board, keys) }),
    operations: [
      ...keys.map((key): Operation => ({ do: "remove", element: "widget", at: [key] })),
      ...moved(rest, packed(rest)).map(changeAt),
    ],
    select: [],
  };
}

/** The same widgets once more, below the others or where there is room. */
export function duplicate(bench: Bench, board: Board, keys: readonly string[]): Command {
  return insert(bench, board, copies(board, keys), "board.act.duplicate");
}

export function paste(bench: Bench, board: Board, widgets: readonly WidgetDocument[]): Command {
  return insert(bench, board, withoutPlaces(board, widgets), "board.act.paste");
}

/** What is copied of a board, in reading order. */
export function copied(board: Board, keys: readonly string[]): WidgetDocument[] {
  return keys.flatMap((key) => board.widgets[key] ?? []);
}

function copies(board: Board, keys: readonly string[]): NewWidget[] {
  return withoutPlaces(board, copied(board, keys));
}

/** With the size they have, each in the first place that is free for it. */
function withoutPlaces(board: Board, widgets: readonly WidgetDocument[]): NewWidget[] {
  let there = placedOf(board);
  return widgets.map((widget, place) => {
    const at = freePlace(there, widget.at[2], widget.at[3]);
    there = [...there, { key: ` ${place}`, at }];
    return { ...widget, at };
  });
}

/** Widgets at other places or of another size; the others make room. Null when nothing changes. */
export function place(
  bench: Bench,
  board: Board,
  moves: ReadonlyMap<string, At>,
  act: "move" | "resize" = "move",
): Command | null {
  return settle(bench, board, placed(placedOf(board), moves), [...moves.keys()], act);
}

/** The board as it lies after a drag. Null when nothing changes. */
export function settle(
  bench: Bench,
  board: Board,
  after: readonly Placed[],
  keys: readonly string[],
  act: "move" | "resize",
): Command | null {
  const changed = moved(placedOf(board), after);
  if (changed.length === 0) return null;
  return {
    label: bench.t(`board.act.${act}`, { name: named(bench, board, keys) }),
    operations: changed.map(changeAt),
    merge: `${act} ${keys.join(" ")}`,
  };
}

/** Other words, another chart's settings … of one widget. */
export function change(
  bench: Bench,
  board: Board,
  key: string,
  values: Readonly<Record<string, unknown>>,
  merge?: string,
): Command {
  return {
    label: bench.t("board.act.change", { name: named(bench, board, [key]) }),
    operations: [{ do: "change", element: "widget", at: [key], values }],
    ...(merge ? { merge: `${merge} ${key}` } : {}),
  };
}

/**
 * Another query. A chart that cannot draw it gives way to the best that can, with room enough; a title that was made
 * by itself goes with it.
 */
export function ask(
  bench: Bench,
  board: Board,
  key: string,
  wanted: Query,
  merge?: string,
): Command {
  const widget = board.widgets[key];
  if (!widget) return { label: "", operations: [] };
  const query = tidy(wanted);
  const chart = chartFor(bench, widget.chart, query);
  const values: Record<string, unknown> = { query };
  if (chart !== widget.chart) Object.assign(values, { chart, settings: null });
  const own = usualTitle(bench.offer, widget.query, bench.t);
  if (textIn(widget.title, bench.language) === own)
    values.title = usualTitle(bench.offer, query, bench.t) || widget.title;
  const command = change(bench, board, key, values, merge);
  return { ...command, operations: [...command.operations, ...grown(board, key, chart)] };
}

function chartFor(bench: Bench, present: string, query: Query): string {
  const shape = shapeOf(bench.offer, query);
  const rules = bench.charts.get(present);
  if (rules && refusal(rules, shape) === null) return present;
  return suggest(bench.charts, shape)[0] ?? present;
}

/** Room for a chart that needs more than there is. */
function grown(board: Board, key: string, chart: string): Operation[] {
  const at = board.widgets[key]?.at;
  const least = leastOf(chart);
  if (!at || (at[2] >= least.w && at[3] >= least.h)) return [];
  const { w, h } = usualSize(chart);
  const before = placedOf(board);
  return moved(before, placed(before, new Map([[key, [at[0], at[1], w, h]]]))).map(changeAt);
}

/** Another chart; of the settings stay those that it knows too. */
export function draw(
  bench: Bench,
  board: Board,
  key: string,
  chart: string,
  known: ReadonlySet<string>,
): Command {
  const settings = Object.entries(board.widgets[key]?.settings ?? {}).filter(([name]) =>
    known.has(name),
  );
  const kept: Document | null = settings.length > 0 ? Object.fromEntries(settings) : null;
  const name = bench.t("board.act.draw", { name: named(bench, board, [key]) });
  const command = change(bench, board, key, { chart, settings: kept });
  return {
    label: name,
    operations: [...command.operations, ...grown(board, key, chart)],
  };
}

/** One setting of a chart; what equals nothing goes. */
export function set(bench: Bench, board: Board, key: string, settings: Document): Command {
  const kept = Object.entries(settings).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const value = kept.length > 0 ? Object.fromEntries(kept) : null;
  return change(bench, board, key, { settings: value }, "settings");
}

export function rename(bench: Bench, board: Board, key: string, wanted: string): Command {
  return {
    label: bench.t("board.act.rename", { name: named(bench, board, [key]) }),
    operations: [{ do: "rename", element: "widget", at: [key], key: wanted }],
    select: [widgetPath(wanted)],
  };
}

export function nameBoard(bench: Bench, name: LocalText): Command {
  return {
    label: bench.t("board.act.name"),
    operations: [{ do: "change", element: "document", values: { name } }],
    merge: "name",
  };
}

/** Whether a query is asked by some widget already, so that it need not be offered. */
export function isThere(board: Board, query: Query): boolean {
  return Object.values(board.widgets).some((each) => same(tidy(each.query), tidy(query)));
}
