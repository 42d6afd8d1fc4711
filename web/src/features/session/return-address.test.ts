// @vitest-environment node
import { describe, expect, it } from "vitest";
import { safeReturn } from "./return-address";

describe("where one goes after signing in", () => {
  it("is where one was", () => {
    expect(safeReturn("/forms/desk.ticket?status=new")).toBe("/forms/desk.ticket?status=new");
  });

  it.each([null, "", "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])(
    "is never somewhere else: %s",
    (wish) => {
      expect(safeReturn(wish)).toBe("/tasks");
    },
  );
});
