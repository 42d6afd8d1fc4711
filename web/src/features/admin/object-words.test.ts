import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { objectWords } from "./object-words";

const t = ((key: string) => key) as unknown as TFunction;

test("a name that turns letters turns nothing beside it", () => {
  const names = new Map([["1", "Zhang\u202e"]]);
  expect(objectWords("person:1", names, t)).toBe("audit.kinds.person \u2068Zhang\u2069");
  expect(objectWords("person:2", names, t)).toBe("audit.kinds.person 2");
});
