import { expect, it } from "vitest";
import { beginningOf } from "./long-text";

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
