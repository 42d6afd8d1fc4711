import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import en from "../../i18n/en/audit.json";
import zh from "../../i18n/zh-CN/audit.json";
import { ACTS } from "./audit-acts";
import { namesIn, objectWords } from "./object-words";

const t = ((key: string) => key) as unknown as TFunction;

test("a name that turns letters turns nothing beside it", () => {
  const names = new Map([["1", "Zhang\u202e"]]);
  expect(objectWords("person:1", names, t)).toBe("audit.kinds.person \u2068Zhang\u2069");
  expect(objectWords("person:2", names, t)).toBe("audit.kinds.person 2");
});

test("a form is called by its name, not by its key", () => {
  const forms = [{ key: "desk.customer", name: "Customers" }];
  const names = new Map(namesIn([{ key: "desk", name: "Desk", forms, dashboards: [] }]));
  expect(objectWords("form:desk.customer", names, t)).toBe("audit.kinds.form Customers");
  expect(objectWords("app:desk", names, t)).toBe("audit.kinds.app Desk");
});

test.each([
  ["en", en.acts],
  ["zh-CN", zh.acts],
])("every act can be chosen by its name (%s)", (_, words) => {
  expect(Object.keys(words).sort()).toEqual([...ACTS].sort());
});
