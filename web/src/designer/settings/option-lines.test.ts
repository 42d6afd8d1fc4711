import { expect, test } from "vitest";
import { linesOf, optionsFromLines } from "./option-lines";

const chinese = { language: "zh-CN" };

test("lines are trimmed, without bullets, each once", () => {
  expect(linesOf(" 产品咨询\r\n\r\n- 技术支持\n产品咨询\t其他")).toEqual([
    "产品咨询",
    "技术支持",
    "其他",
  ]);
});

test("labels become options in their order", () => {
  const made = optionsFromLines(
    { option_1: { "zh-CN": "选项 1" } },
    ["产品咨询", "技术支持"],
    chinese,
  );
  expect(Object.entries(made)).toEqual([
    ["product", { "zh-CN": "产品咨询" }],
    ["support", { "zh-CN": "技术支持" }],
  ]);
});

test("who is called so already stays, with the other language and the category", () => {
  const value = {
    open: { "zh-CN": "待处理", en: "New", category: "open" },
    done: { "zh-CN": "完成", category: "closed" },
  };
  const extra = [
    { name: "category", title: "", choices: [{ value: "open", label: "" }] },
  ] as unknown as NonNullable<Parameters<typeof optionsFromLines>[2]["extra"]>;
  const made = optionsFromLines(value, ["完成", "处理中", "待处理"], { ...chinese, extra });
  expect(Object.entries(made)).toEqual([
    ["done", value.done],
    ["processing", { "zh-CN": "处理中", category: "open" }],
    ["open", value.open],
  ]);
});

test("a key that was published is not given away", () => {
  const made = optionsFromLines({}, ["其他"], { ...chinese, isUsed: (key) => key === "other" });
  expect(Object.keys(made)).toEqual(["other_2"]);
});
