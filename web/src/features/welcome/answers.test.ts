// @vitest-environment node
import { describe, expect, it } from "vitest";
import { RECOMMENDED, STEPS, skipped } from "./answers";

describe("skipping a question", () => {
  it("gives what is recommended and leaves the others", () => {
    const own = { ...RECOMMENDED, trade: "retail" as const, field_service: true };
    expect(skipped(own, "field")).toEqual({ ...RECOMMENDED, trade: "retail" });
    expect(skipped(own, "trade").trade).toBe(RECOMMENDED.trade);
  });

  it("of every step leads to what is recommended", () => {
    const other = { ...RECOMMENDED, levels: "three" as const, channels: ["phone" as const] };
    expect(STEPS.reduce(skipped, other)).toEqual(RECOMMENDED);
  });
});
