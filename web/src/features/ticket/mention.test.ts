// @vitest-environment node
import { describe, expect, it } from "vitest";
import { mentionAt, mentionPieces, stillThere, withMention } from "./mention";

describe("naming a colleague", () => {
  it("begins with an @ before the cursor", () => {
    expect(mentionAt("请 @wang", 7)).toEqual({ at: 2, query: "wang" });
    expect(mentionAt("请@", 2)).toEqual({ at: 1, query: "" });
    expect(mentionAt("@王芳 看", 5)).toBeNull();
    expect(mentionAt("a@b.cn", 6)).toBeNull();
    expect(mentionAt("nobody", 6)).toBeNull();
  });

  it("puts the name in place of what was typed of it", () => {
    expect(withMention("请 @wan 看", 2, 6, "王芳")).toEqual({ text: "请 @王芳 看", cursor: 6 });
  });

  it("counts only while it is in the text", () => {
    expect(stillThere("@王芳 看", { a: "王芳", b: "李娜" })).toEqual({ a: "王芳" });
  });

  it("is marked where it stands", () => {
    expect(mentionPieces("@王芳 和 @王芳华", ["王芳", "王芳华"])).toEqual([
      { text: "@王芳", on: true },
      { text: " 和 ", on: false },
      { text: "@王芳华", on: true },
    ]);
    expect(mentionPieces("没有", [])).toEqual([{ text: "没有", on: false }]);
  });
});
