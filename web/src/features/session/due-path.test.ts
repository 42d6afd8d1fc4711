import { describe, expect, it } from "vitest";
import { ApiError } from "../../api/errors";
import { duePath, isDue } from "./due-path";

describe("what is due before one comes in", () => {
  it("is told by the server's code alone", () => {
    expect(isDue(new ApiError(403, { code: "password_due" }))).toBe(true);
    expect(isDue(new ApiError(403, { code: "second_factor_due" }))).toBe(true);
    expect(isDue(new ApiError(403, { code: "forbidden" }))).toBe(false);
    expect(isDue(new ApiError(409, { code: "password_due" }))).toBe(false);
    expect(isDue(new Error("password_due"))).toBe(false);
    expect(isDue(null)).toBe(false);
  });

  it("leads back to where one was", () => {
    expect(duePath("/tasks")).toBe("/due");
    expect(duePath("/forms/a.b?x=1&y=2")).toBe("/due?return=%2Fforms%2Fa.b%3Fx%3D1%26y%3D2");
  });
});
