import { beforeAll, expect, it } from "vitest";
import { speak, testDesk } from "../testing/desk";
import { renamed } from "./renamed";

beforeAll(() => speak());

const given = { "zh-CN": "处理", en: "Handle" };

it("a step with a name of its own is not called by its first name in the other language", () => {
  const { scene } = testDesk();
  expect(renamed(given, { "zh-CN": "维修", en: "Handle" }, scene)).toEqual({ "zh-CN": "维修" });
  expect(renamed(given, { "zh-CN": "处理", en: "Repair" }, scene)).toEqual({ en: "Repair" });
});

it("what somebody wrote stays, and what is emptied leaves the other one", () => {
  const { scene } = testDesk();
  const own = { "zh-CN": "维修", en: "Repair" };
  expect(renamed(own, { ...own, "zh-CN": "上门维修" }, scene)).toEqual({
    "zh-CN": "上门维修",
    en: "Repair",
  });
  expect(renamed(given, { en: "Handle" }, scene)).toEqual({ en: "Handle" });
  expect(renamed("处理", "维修", scene)).toBe("维修");
  expect(renamed(given, undefined, scene)).toBeUndefined();
});
