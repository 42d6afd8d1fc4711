import { expect, it } from "vitest";
import { beginningOf, firstOf } from "./beginning";

it("leaves what is about as long as a screen whole", () => {
  const text = "客户说设备在夜里掉线。\n".repeat(25);
  expect(beginningOf(text)).toBe(text);
});

it("cuts many lines, one endless word, and no sign in halves", () => {
  expect(beginningOf("一行\n".repeat(5_000)).split("\n")).toHaveLength(24);
  expect(beginningOf("W".repeat(20_000))).toHaveLength(1_200);
  const faces = `1${"😀".repeat(5_000)}`;
  expect(beginningOf(faces)).toHaveLength(1_199);
  expect(() => encodeURIComponent(beginningOf(faces))).not.toThrow();
});

it("shows the first of a thousand choices, and a few more than that at once", () => {
  const many = Array.from({ length: 1_000 }, (_, at) => `part_${at}`);
  expect(firstOf(many)).toEqual(many.slice(0, 24));
  expect(firstOf(many.slice(0, 30))).toHaveLength(30);
});
