// @vitest-environment node
import { describe, expect, it } from "vitest";
import { loadMatcher, plainMatcher } from "../../app/pinyin";
import { type Entry, pieces, sections } from "./entries";

const entry = (group: string, name: string): Entry => ({
  id: name,
  group,
  name,
  icon: "plus",
  run: () => undefined,
});
const entries = [entry("here", "转交给同事"), entry("go", "我的待办"), entry("go", "质检驾驶舱")];
const groups = [
  { key: "here", title: "当前工单" },
  { key: "go", title: "前往" },
];
const names = (query: string, matcher = plainMatcher) =>
  sections(entries, groups, query, matcher).flatMap((each) => each.entries.map((one) => one.name));

describe("the palette", () => {
  it("lists everything before one types, group by group", () => {
    expect(names("")).toEqual(["转交给同事", "我的待办", "质检驾驶舱"]);
  });

  it("finds characters, whole pinyin, and first letters", async () => {
    const matcher = await loadMatcher();
    expect(names("待办", matcher)).toEqual(["我的待办"]);
    expect(names("zj", matcher)).toEqual(["转交给同事", "质检驾驶舱"]);
    expect(names("daiban", matcher)).toEqual(["我的待办"]);
    expect(names("xyz", matcher)).toEqual([]);
  });

  it("marks what was asked for", () => {
    expect(pieces("转交给同事", [0, 1])).toEqual([
      { text: "转交", on: true },
      { text: "给同事", on: false },
    ]);
    expect(pieces("abc", [])).toEqual([{ text: "abc", on: false }]);
  });
});
