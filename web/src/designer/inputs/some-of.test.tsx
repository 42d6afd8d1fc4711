import i18next from "i18next";
import { beforeAll, expect, it } from "vitest";
import { someOf } from "./some-of";
import { speak } from "./testing";

beforeAll(() => speak("zh-CN"));

const many = (n: number) => Array.from({ length: n }, (_, at) => `配件 ${at}`);
const name = (each: string) => each;

it("names a few, and counts the rest of many", () => {
  const { t } = i18next;
  expect(someOf(many(3), name, t)).toBe("配件 0、配件 1、配件 2");
  expect(someOf(many(9), name, t)).toContain("配件 8");
  const thousand = someOf(many(1000), name, t);
  expect(thousand).toMatch(/^配件 0、.*配件 7，还有 992 项$/);
  expect(thousand).not.toContain("配件 8");
});
