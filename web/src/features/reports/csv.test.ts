// @vitest-environment node
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { chinese } from "../../i18n/texts";
import { widgetCsv } from "./csv";

beforeAll(async () => {
  await i18next.init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
});

const name = { key: "kind", label: "类型", type: "text" };
const count = { key: "m0", label: "数量", type: "number" };
const wait = { key: "frt", label: "首次响应", type: "duration" };

describe("a widget as a table to take along", () => {
  it("has names for people and exact amounts", () => {
    const kind = { ...name, options: [{ key: "a", label: "甲, 乙" }] };
    const rows = [
      ["a", 1284, 61.5],
      [null, 0, null],
    ];
    expect(widgetCsv({ columns: [kind, count, wait], rows }, i18next.t)).toBe(
      '类型,数量,首次响应（秒）\r\n"甲, 乙",1284,61.5\r\n（空）,0,',
    );
  });

  it("names each of several", () => {
    const options = [
      { key: "x", label: "焊接" },
      { key: "y", label: "电气" },
    ];
    const skills = { key: "s", label: "技能", type: "multi_select", options };
    expect(widgetCsv({ columns: [skills], rows: [[["x", "y"]]] }, i18next.t)).toBe(
      "技能\r\n焊接、电气",
    );
  });

  it("holds nothing that a spreadsheet would compute", () => {
    const rows = [
      ['=HYPERLINK("x")', -3],
      ["@me", 2],
      ["a\nb", 1],
    ];
    expect(widgetCsv({ columns: [name, count], rows }, i18next.t)).toBe(
      '类型,数量\r\n"\'=HYPERLINK(""x"")",-3\r\n\'@me,2\r\n"a\nb",1',
    );
  });
});
