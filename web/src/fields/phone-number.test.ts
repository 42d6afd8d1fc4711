import { describe, expect, it } from "vitest";
import { isPhone, phoneDigits, showPhone, typePhone } from "./phone-number";

/** Types one character after another at the end, as a thumb does. */
function typeAll(text: string): string {
  let stored = "";
  for (const character of text) {
    const before = showPhone(stored);
    const after = before + character;
    stored = typePhone(before, after, after.length).stored;
  }
  return stored;
}

describe("a phone number while it is typed", () => {
  it("is grouped as people read it", () => {
    expect(showPhone("13800138000")).toBe("138 0013 8000");
    expect(showPhone("1380")).toBe("138 0");
    expect(showPhone("+85291234567")).toBe("+85291234567");
    expect(showPhone("138001380001")).toBe("138001380001");
  });

  it("is stored without spaces", () => {
    expect(typeAll("13800138000")).toBe("13800138000");
    expect(typeAll("138 0013-8000")).toBe("13800138000");
  });

  it("takes full-width digits and drops the country code of the mainland", () => {
    expect(phoneDigits("１３８００１３８０００")).toBe("13800138000");
    expect(phoneDigits("+86 138 0013 8000")).toBe("13800138000");
    expect(phoneDigits("008613800138000")).toBe("13800138000");
    expect(phoneDigits("+852 9123 4567")).toBe("+85291234567");
  });

  it("keeps the caret where the person types", () => {
    // A digit is put in after 138 0: 138 0|013 8000.
    expect(typePhone("138 0138 000", "138 00138 000", 6)).toEqual({
      stored: "13800138000",
      caret: 6,
    });
    // The fourth digit brings a space before it; the caret stays behind the digit.
    expect(typePhone("138", "1380", 4)).toEqual({ stored: "1380", caret: 5 });
  });

  it("deletes the digit before a space when the space is deleted", () => {
    expect(typePhone("138 0013", "1380013", 3)).toEqual({ stored: "130013", caret: 2 });
  });

  it("keeps the caret at the end when a pasted number loses its country code", () => {
    const pasted = "+86 138 0013 8000";
    expect(typePhone("", pasted, pasted.length)).toEqual({ stored: "13800138000", caret: 13 });
  });

  it("is complete with eleven digits, or with a plus abroad", () => {
    for (const good of ["13800138000", "19912345678", "+85291234567", "0085291234567"]) {
      expect(isPhone(good)).toBe(true);
    }
    for (const bad of ["1380013800", "12800138000", "02112345678", "+123", "85291234567"]) {
      expect(isPhone(bad)).toBe(false);
    }
  });

  it("of another country may be national: which are valid says the server", () => {
    expect(isPhone(phoneDigits("07911 123456"), "GB")).toBe(true);
    expect(isPhone("+447911123456", "GB")).toBe(true);
    expect(isPhone("07911123456")).toBe(false);
    expect(isPhone("123", "GB")).toBe(false);
  });
});
