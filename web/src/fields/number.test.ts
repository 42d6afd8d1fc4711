import { describe, expect, it } from "vitest";
import type { FieldDefinition } from "./definition";
import { checkNumber, readNumber, shortNumber, showNumber } from "./number";

function field(more: Partial<FieldDefinition> = {}): FieldDefinition {
  return { key: "n", type: "decimal", label: "N", required: false, places: 2, ...more };
}
const yuan = field({ currency: "CNY", symbol: "¥", thousands: true });

describe("a number as people write it", () => {
  it.each([
    ["12.5", "12.5"],
    ["１２．５", "12.5"],
    ["1,234.50", "1234.50"],
    ["-3", "-3"],
    ["−3", "-3"],
    ["+7", "7"],
    [" 5. ", "5"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["1 000", "1000"],
  ])("%s is %s", (typed, read) => expect(readNumber(typed, field())).toBe(read));

  it.each(["", "x", "1,23", "1e5", "1.2.3", "--1", "٣", "NaN", "12,5"])("%s is none", (typed) =>
    expect(readNumber(typed, field())).toBeNull(),
  );

  it("may carry its unit or currency", () => {
    expect(readNumber("3 kg", field({ unit: "kg" }))).toBe("3");
    expect(readNumber("12.5%", field({ unit: "%" }))).toBe("12.5");
    expect(readNumber("¥1,234", yuan)).toBe("1234");
    expect(readNumber("-¥5", yuan)).toBe("-5");
    expect(readNumber("CNY 5", yuan)).toBe("5");
  });

  it("is read with unit, currency and groups", () => {
    expect(showNumber(1234.5, field({ unit: "kg", thousands: true }))).toBe("1,234.5 kg");
    expect(showNumber("1234.5", yuan)).toBe("¥1,234.50");
    expect(showNumber(-5, yuan)).toBe("-¥5.00");
    expect(showNumber(12.5, field({ unit: "%" }))).toBe("12.5%");
    expect(showNumber("12.", field())).toBe("12");
    expect(showNumber("abc", field())).toBe("abc");
    expect(showNumber(null, field())).toBe("");
  });

  it("is short in 万 and 亿, or K and M", () => {
    expect(shortNumber(1234567, yuan, "zh-CN")).toBe("¥123.46 万");
    expect(shortNumber(-250000000, yuan, "zh-CN")).toBe("-¥2.5 亿");
    expect(shortNumber(1234567, yuan, "en")).toBe("¥1.23M");
    expect(shortNumber(9999, yuan, "zh-CN")).toBeNull();
  });

  it("is checked as the server does", () => {
    expect(checkNumber("1.234", field())).toEqual({ code: "number_places", values: { count: 2 } });
    expect(checkNumber("1.230", field())).toBeNull();
    expect(checkNumber("1.5", field({ places: 0 }))).toEqual({ code: "number_whole" });
    expect(checkNumber("12345678901234", field())?.code).toBe("number_digits");
    expect(checkNumber(5, field({ min: 6 }))).toEqual({
      code: "number_small",
      values: { limit: "6" },
    });
    expect(checkNumber(0, field({ max: -1 }))).toEqual({
      code: "number_large",
      values: { limit: "-1" },
    });
    expect(checkNumber("x", field())).toEqual({ code: "number" });
  });
});
