// @vitest-environment node
import { describe, expect, it } from "vitest";
import { safeReturn } from "./return-address";

describe("where one goes after signing in", () => {
  it("is where one was", () => {
    expect(safeReturn("/forms/desk.ticket?status=new")).toBe("/forms/desk.ticket?status=new");
  });

  // Browsers take tabs and new lines out of an address before they read it, and "\\" for "/".
  it.each([
    null,
    "",
    "tasks",
    "https://elsewhere.example",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "/\t/elsewhere.example",
    "/\n\\elsewhere.example",
    "/\r\n/elsewhere.example",
  ])("is never somewhere else: %j", (wish) => {
    expect(safeReturn(wish)).toBe("/tasks");
  });
});
