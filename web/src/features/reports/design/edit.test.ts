// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { Document } from "../../../designer/document";
import { execute, fresh, redo, settled, undo } from "../../../designer/history";
import type { Command } from "../../../designer/session";
import { chinese } from "../../../i18n/texts";
import type { ChartRules } from "../suggest";
import {
  ask,
  type Bench,
  change,
  copied,
  draw,
  duplicate,
  insert,
  keyOf,
  nameBoard,
  paste,
  place,
  remove,
  rename,
  set,
  settle,
  widgetPath,
} from "./edit";
import { overlap } from "./grid";
import { type Board, boardOf, placedOf } from "./model";
import { BOARD, bench as benchOf, COUNT, SORTS } from "./testing";

const FILE = join(import.meta.dirname, "../../../../../tests/reports/chart_vectors.json");
const rules = JSON.parse(readFileSync(FILE, "utf8")) as { charts: Record<string, ChartRules> };
const charts = new Map(Object.entries(rules.charts));
let bench: Bench;

beforeAll(async () => {
  await i18next.init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
  bench = benchOf(i18next.t, charts);
});

const start = () => fresh(BOARD as unknown as Document);

/** Does an act, takes it back, does it again; gives the board after it. */
function act(command: Command | null): Board {
  if (!command) throw new Error("nothing was done");
  expect(command.label).not.toMatch(/board\.|\{\{/);
  const done = execute(SORTS, start(), command);
  const back = undo(SORTS, done);
  expect(JSON.stringify(back.document)).toBe(JSON.stringify(BOARD));
  expect(JSON.stringify(redo(SORTS, back).document)).toBe(JSON.stringify(done.document));
  const board = boardOf(done.document);
  const all = placedOf(board);
  for (const [at, one] of all.entries())
    for (const other of all.slice(at + 1)) expect(overlap(one.at, other.at)).toBe(false);
  return board;
}

describe("every act on a dashboard can be taken back and done again", () => {
  it("inserts a widget where there is room, under a key of its own", () => {
    const command = insert(bench, BOARD, [
      {
        chart: "pie",
        title: "新图",
        query: { from: "ticket", by: [{ field: "assignee" }], measures: [COUNT] },
      },
    ]);
    expect(command.label).toBe("添加「新图」");
    expect(command.select).toEqual([["widgets", "count_by_assignee"]]);
    const { widgets } = act(command);
    expect(widgets.count_by_assignee?.at).toEqual([0, 8, 4, 4]);
    expect(Object.keys(widgets).at(-1)).toBe("count_by_assignee");
  });

  it("inserts where it was dropped; the others make room", () => {
    const query = { from: "ticket", measures: [COUNT] };
    const { widgets } = act(
      insert(bench, BOARD, [{ chart: "metric", title: "新", query, at: [0, 0, 3, 2] }]),
    );
    expect(widgets.ticket_count?.at).toEqual([0, 0, 3, 2]);
    expect(widgets.new_today?.at).toEqual([0, 2, 3, 2]);
  });

  it("never gives a key again that was published before", () => {
    const used = benchOf(i18next.t, charts, ["ticket_count", "ticket_count_2"]);
    const query = { from: "ticket", measures: [COUNT] };
    const command = insert(used, BOARD, [{ chart: "metric", title: "新", query }]);
    expect(command.select).toEqual([["widgets", "ticket_count_3"]]);
  });

  it("moves, and the others make room", () => {
    const command = place(bench, BOARD, new Map([["times", [0, 0, 12, 4]]]));
    expect(command?.label).toBe("移动「响应与解决时长」");
    expect(act(command).widgets.new_today?.at).toEqual([0, 4, 3, 2]);
  });

  it("resizes", () => {
    const command = place(bench, BOARD, new Map([["by_type", [6, 0, 6, 6]]]), "resize");
    expect(command?.label).toBe("调整「问题类型占比」的大小");
    expect(act(command).widgets.times?.at).toEqual([0, 6, 12, 4]);
    expect(place(bench, BOARD, new Map([["by_type", [6, 0, 6, 4]]]))).toBeNull();
  });

  it("takes a drag as it lies", () => {
    const after = placedOf(BOARD).map((each) =>
      each.key === "times" ? { key: "times", at: [0, 5, 12, 4] as const } : each,
    );
    expect(act(settle(bench, BOARD, after, ["times"], "move")).widgets.times?.at[1]).toBe(5);
    expect(settle(bench, BOARD, placedOf(BOARD), ["times"], "move")).toBeNull();
  });

  it("makes one act of many small moves", () => {
    const taller = (board: Board, h: number) =>
      place(bench, board, new Map([["by_type", [6, 0, 6, h] as const]]), "resize") as Command;
    let work = execute(SORTS, start(), taller(BOARD, 5));
    const twice = taller(boardOf(work.document), 6);
    work = execute(SORTS, work, twice);
    expect(work.past).toHaveLength(1);
    expect(JSON.stringify(undo(SORTS, settled(work)).document)).toBe(JSON.stringify(BOARD));
  });

  it("copies and pastes", () => {
    const command = paste(bench, BOARD, copied(BOARD, ["by_type", "new_today"]));
    expect(command.label).toBe("粘贴 2 个图表");
    const { widgets } = act(command);
    expect(widgets.count_by_problem_type).toEqual({ ...BOARD.widgets.by_type, at: [0, 8, 6, 4] });
    expect(widgets.ticket_count?.query).toEqual(BOARD.widgets.new_today?.query);
  });

  it("duplicates", () => {
    const command = duplicate(bench, BOARD, ["times"]);
    expect(command.label).toBe("复制「响应与解决时长」");
    expect(act(command).widgets.frt_by_created_at?.settings).toEqual({ area: true });
  });

  it("deletes one or several; the others move up", () => {
    const one = remove(bench, BOARD, ["by_type"]);
    expect(one.label).toBe("删除「问题类型占比」");
    expect(act(one).widgets.times?.at).toEqual([0, 2, 12, 4]);
    const two = remove(bench, BOARD, ["new_today", "waiting"]);
    expect(two.label).toBe("删除 2 个图表");
    expect(Object.keys(act(two).widgets)).toEqual(["by_type", "times"]);
  });

  it("changes a title, the name of the board, a key", () => {
    const board = act(
      change(bench, BOARD, "times", { title: { "zh-CN": "时长", en: "Times" } }, "title"),
    );
    expect(board.widgets.times?.title).toEqual({ "zh-CN": "时长", en: "Times" });
    expect(act(nameBoard(bench, "看板")).name).toBe("看板");
    expect(Object.keys(act(rename(bench, BOARD, "waiting", "open_now")).widgets)[1]).toBe(
      "open_now",
    );
  });

  it("changes settings of the chart and takes them away", () => {
    expect(act(set(bench, BOARD, "times", { area: false })).widgets.times?.settings).toEqual({
      area: false,
    });
    expect(act(set(bench, BOARD, "times", { area: null })).widgets.times?.settings).toBeUndefined();
  });

  it("draws the same otherwise and keeps the settings that fit", () => {
    const line = draw(bench, BOARD, "times", "column", new Set(["stacked"]));
    expect(act(line).widgets.times).toMatchObject({ chart: "column" });
    expect(act(line).widgets.times?.settings).toBeUndefined();
    const same = draw(bench, BOARD, "times", "line", new Set(["area"]));
    expect(act(same).widgets.times?.settings).toEqual({ area: true });
  });
});

describe("another question", () => {
  it("of a size that the chart cannot draw brings the best chart, with room for it, and its title", () => {
    const query = { from: "ticket", by: [{ field: "problem_type" }], measures: [COUNT] };
    const { widgets } = act(ask(bench, BOARD, "waiting", query));
    expect(widgets.waiting).toMatchObject({
      chart: "pie",
      title: "各问题类型的服务工单数量",
      at: [3, 0, 4, 4],
    });
    expect(widgets.by_type?.at).toEqual([6, 4, 6, 4]);
  });

  it("keeps the chart that can still draw it, and a title that its builder wrote", () => {
    const query = { ...BOARD.widgets.by_type?.query, from: "ticket", by: [{ field: "assignee" }] };
    expect(act(ask(bench, BOARD, "by_type", query)).widgets.by_type).toMatchObject({
      chart: "pie",
      title: "问题类型占比",
    });
  });

  it("has filter, sort, limit and comparison, and none of them when they say nothing", () => {
    const base = { from: "ticket", by: [{ field: "problem_type" }], measures: [COUNT] };
    const filter = { field: "assignee", op: "filled" };
    const full = { ...base, filter, sort: [{ by: 2, desc: true }], limit: 5 };
    expect(act(ask(bench, BOARD, "by_type", full)).widgets.by_type?.query).toEqual(full);
    const empty = {
      ...base,
      by: [...base.by, { field: "assignee" }],
      filter: { all: [] },
      sort: [],
    };
    const found = act(ask(bench, BOARD, "by_type", empty)).widgets.by_type?.query;
    expect(Object.keys(found ?? {})).toEqual(["from", "by", "measures"]);
  });
});

it("knows the widget of whatever is selected inside it", () => {
  expect(keyOf(widgetPath("times"))).toBe("times");
  expect(keyOf(["widgets", "times", "query", "by", 0])).toBe("times");
  expect(keyOf(["name"])).toBeUndefined();
  expect(keyOf(undefined)).toBeUndefined();
});
