// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { FieldEntry } from "../../designer/catalogue";
import { type GuessedColumn, piecesOf, typesFor, wantedOf } from "./sheet-fields";

const entry = (key: string, start: object = {}, kept = "column") =>
  ({ key, name: key, start, kept }) as unknown as FieldEntry;
const OPTIONS = { options: { option_1: { "zh-CN": "选项 1" } }, default: "option_1" };
const ENTRIES = [
  entry("text"),
  entry("radio", OPTIONS),
  entry("decimal"),
  entry("files"),
  entry("note", {}, "nothing"),
];
const column = (label: string, type: string, more: Partial<GuessedColumn> = {}): GuessedColumn => ({
  label,
  type,
  settings: {},
  options: [],
  filled: 1,
  sample: [],
  misfits: 0,
  wrong: [],
  ...more,
});
const nobody = () => false;

describe("columns of a sheet", () => {
  it("are taken by their heading, but not what every record has anyway", () => {
    const columns = [column("客户", "text"), column("", "text"), column("提交时间", "text")];
    const wanted = wantedOf({ columns, rows: 3 }, (place) => `第 ${place} 列`);
    expect(wanted.map((each) => [each.label, each.on])).toEqual([
      ["客户", true],
      ["第 2 列", true],
      ["提交时间", false],
    ]);
  });

  it("become fields with keys of their own and options out of the values", () => {
    const columns = [
      column("客户", "text"),
      column("客户", "text"),
      column("类型", "radio", { options: ["咨询", "投诉"] }),
      column("尺寸", "decimal", { settings: { places: 3 } }),
    ];
    const wanted = wantedOf({ columns, rows: 3 }, String);
    const pieces = piecesOf({ fields: {} }, wanted, ENTRIES, nobody, "zh-CN");
    expect(new Set(pieces.map((each) => each.key)).size).toBe(4);
    const [, , kind, size] = pieces;
    const options = kind?.settings.options as Record<string, unknown>;
    expect(Object.values(options)).toEqual([{ "zh-CN": "咨询" }, { "zh-CN": "投诉" }]);
    expect(kind?.settings.default).toBeUndefined();
    expect(size?.settings).toMatchObject({ places: 3, label: { "zh-CN": "尺寸" } });
  });

  it("forget what was guessed when the builder chooses another type", () => {
    const [first] = wantedOf(
      { columns: [column("尺寸", "decimal", { settings: { places: 3 } })], rows: 1 },
      String,
    );
    if (!first) throw new Error("no column");
    const [piece] = piecesOf({}, [{ ...first, type: "text" }], ENTRIES, nobody, "en");
    expect(piece?.settings).toEqual({ type: "text", label: { en: "尺寸" } });
  });

  it("can become what a sheet can hold", () => {
    expect(typesFor(ENTRIES).map((each) => each.key)).toEqual(["text", "radio", "decimal"]);
  });
});
