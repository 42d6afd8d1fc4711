import { expect, it } from "vitest";
import { branchNames } from "./branch-names";

it("names a department by the way that leads to it", () => {
  const branches = [
    { id: "2", name: "一线", parent_id: "1" },
    { id: "1", name: "北区", parent_id: null },
    { id: "3", name: "总部", parent_id: null },
  ];
  expect(branchNames(branches)).toEqual([
    { value: "1", label: "北区" },
    { value: "2", label: "北区 / 一线" },
    { value: "3", label: "总部" },
  ]);
});
