import { describe, expect, it } from "vitest";
import { remap, told } from "./sheet-mapping";
import { lines, mayStand } from "./tree";

const branches = [
  { id: "2", name: "一线", parent_id: "1" },
  { id: "1", name: "北区", parent_id: null },
  { id: "3", name: "总部", parent_id: null },
  { id: "4", name: "夜班", parent_id: "2" },
];

describe("the tree of departments", () => {
  it("is told from the top, each below the one it belongs to", () => {
    expect(lines(branches).map(({ branch, depth, below }) => [branch.name, depth, below])).toEqual([
      ["北区", 0, 2],
      ["一线", 1, 1],
      ["夜班", 2, 0],
      ["总部", 0, 0],
    ]);
  });

  it("never puts a department below itself", () => {
    expect(mayStand(branches, "1", "4")).toBe(false);
    expect(mayStand(branches, "1", "1")).toBe(false);
    expect(mayStand(branches, "2", "1")).toBe(false);
    expect(mayStand(branches, "4", "3")).toBe(true);
    expect(mayStand(branches, "4", null)).toBe(true);
  });
});

describe("columns of a sheet", () => {
  it("hold each thing once", () => {
    expect(remap(["name", "phone", null], 2, "phone")).toEqual(["name", null, "phone"]);
    expect(remap(["name", null, null], 0, null)).toEqual([null, null, null]);
  });

  it("are told what is wrong once", () => {
    const problem = (message: string) => ({ field: "phone", message });
    expect(told({ problems: [problem("a"), problem("a"), problem("b")] })).toBe("a b");
  });
});
