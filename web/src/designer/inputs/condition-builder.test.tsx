import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FilterTree, Kind } from "../../language/filter";
import { ConditionBuilder } from "./condition-builder";
import { conditionText } from "./condition-text";
import type { InputForm } from "./model";
import { AROUND, TICKET } from "./sample";
import { hold, speak } from "./testing";

const shared = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../tests/query/filter_vectors.json"), "utf8"),
) as { fields: Record<string, Kind>; vectors: { filter: FilterTree }[] };
const VECTORS: InputForm = {
  key: "vectors",
  name: "Vectors",
  fields: Object.entries(shared.fields).map(([key, kind]) => ({
    key,
    type: kind,
    label: key,
    family: kind,
  })),
};

beforeAll(() => speak("zh-CN"), 60_000);
afterEach(cleanup);

function build(first: FilterTree | undefined, form = TICKET) {
  return hold<FilterTree | undefined>(first, (value, put) => (
    <ConditionBuilder form={form} around={AROUND} value={value} onChange={put} />
  ));
}
async function choose(slot: string | RegExp, option: string) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: slot }));
  await user.click(await screen.findByRole("option", { name: new RegExp(`^${option}`) }));
}
/** Everything that is said on the screen. */
const said = () => document.body.textContent ?? "";

describe("every condition of the shared vectors", () => {
  const { vectors } = shared;
  it.each(vectors.map(({ filter }) => filter))(
    "is shown, and given back with one more beside it: %j",
    async (filter) => {
      const seen = build(filter, VECTORS);
      expect(said()).not.toBe("");
      expect(said()).not.toContain("inputs.");
      for (const each of leaves(filter)) {
        expect(
          screen.getByRole("group", { name: conditionText(each, VECTORS, i18next.t, AROUND) }),
        ).toBeTruthy();
      }
      const adds = screen.getAllByRole("button", { name: "并且…" });
      await userEvent.click(adds.at(-1) as HTMLElement);
      await userEvent.click(await screen.findByRole("option", { name: "done" }));
      const added = { field: "done", op: "eq", value: true };
      const last = seen.at(-1) as FilterTree;
      const empty =
        ("all" in filter && filter.all.length === 0) ||
        ("any" in filter && filter.any.length === 0);
      if (empty) expect(last).toEqual(added);
      else if ("all" in filter) expect(last).toEqual({ all: [...filter.all, added] });
      else expect(last).toEqual({ all: [filter, added] });
    },
  );

  function leaves(tree: FilterTree): FilterTree[] {
    if ("not" in tree) return leaves(tree.not);
    if ("all" in tree) return tree.all.flatMap(leaves);
    return "any" in tree ? tree.any.flatMap(leaves) : [tree];
  }
});

describe("the builder", () => {
  it("makes a condition word by word", async () => {
    const seen = build(undefined);
    await choose("加一个条件", "紧急程度");
    expect(seen.at(-1)).toEqual({ field: "urgency", op: "eq" });
    await choose(/^紧急程度的值/, "非常紧急");
    expect(seen.at(-1)).toEqual({ field: "urgency", op: "eq", value: "critical" });
    await choose("并且…", "处理人");
    await choose(/^怎么比较：是$/, "没有填").catch(async () => {
      const slots = screen.getAllByRole("button", { name: "怎么比较：是" });
      await userEvent.click(slots.at(-1) as HTMLElement);
      await userEvent.click(await screen.findByRole("option", { name: "没有填" }));
    });
    expect(seen.at(-1)).toEqual({
      all: [
        { field: "urgency", op: "eq", value: "critical" },
        { field: "assignee", op: "empty" },
      ],
    });
    await choose("连接词：并且", "或者");
    expect(seen.at(-1)).toHaveProperty("any");
  });

  it("is complete by keyboard alone", async () => {
    const seen = build({ field: "urgency", op: "eq", value: "normal" });
    const user = userEvent.setup();
    screen.getByRole("button", { name: "紧急程度的值：普通" }).focus();
    await user.keyboard("{ArrowDown}");
    const list = await screen.findByRole("listbox");
    await expect.poll(() => document.activeElement === list).toBe(true);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(seen.at(-1)).toEqual({ field: "urgency", op: "eq", value: "critical" });
    expect(document.activeElement).toBe(screen.getByRole("button", { name: /非常紧急$/ }));
  });

  it("finds a field by the initials of its pinyin", async () => {
    build(undefined);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "加一个条件" }));
    await user.type(await screen.findByRole("combobox"), "jjcd");
    await expect
      .poll(() => screen.getAllByRole("option").map((each) => each.textContent))
      .toEqual(["紧急程度"]);
  });

  it("takes several values, another field, the reader and a period", async () => {
    const seen = build({ field: "problem_type", op: "in", value: ["support"] });
    await choose("问题类型的值：技术支持", "投诉建议");
    expect(seen.at(-1)).toEqual({
      field: "problem_type",
      op: "in",
      value: ["support", "complaint"],
    });
    cleanup();
    const person = build({ field: "assignee", op: "eq" });
    await choose(/^处理人的值/, "我自己");
    expect(person.at(-1)).toEqual({ field: "assignee", op: "eq", value: { me: true } });
    cleanup();
    const text = build({ field: "customer_name", op: "eq", value: "王五" });
    await choose("改为和另一个字段比", "客户邮箱");
    expect(text.at(-1)).toEqual({
      field: "customer_name",
      op: "eq",
      value: { field: "customer_email" },
    });
    cleanup();
    const time = build({ field: "visit", op: "within", value: { last: 7, unit: "day" } });
    await choose(/^什么时间/, "本月");
    expect(time.at(-1)).toEqual({ field: "visit", op: "within", value: { this: "month" } });
  });

  it("writes numbers as numbers, and once for what was typed in one go", async () => {
    const seen = build({ field: "amount", op: "gt", value: 5 });
    const user = userEvent.setup();
    const box = screen.getByRole("textbox", { name: "金额的值" });
    await user.clear(box);
    await user.type(box, "1200{Enter}");
    expect(seen).toEqual([{ field: "amount", op: "gt", value: 1200 }]);
  });

  it("keeps what is too deep to draw, in words, until somebody takes it out", async () => {
    const deep: FilterTree = {
      all: [
        { field: "urgency", op: "eq", value: "critical" },
        {
          any: [
            {
              all: [
                {
                  any: [
                    {
                      all: [
                        { field: "status", op: "eq", value: "new" },
                        { field: "status", op: "ne", value: "closed" },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    const seen = build(deep);
    expect(said()).toContain("处理状态是待处理，并且处理状态不是已关闭");
    await choose("紧急程度的值：非常紧急", "紧急");
    expect(seen.at(-1)).toEqual({
      all: [
        { field: "urgency", op: "eq", value: "urgent" },
        ...(deep as { all: FilterTree[] }).all.slice(1),
      ],
    });
    const kept = document.querySelector(".di-kept") as HTMLElement;
    await userEvent.click(within(kept).getByRole("button", { name: "去掉这个条件" }));
    expect(seen.at(-1)).toEqual({ field: "urgency", op: "eq", value: "urgent" });
  });

  it("keeps what it does not know", async () => {
    const odd = {
      all: [
        { field: "gone", op: "eq", value: "x" },
        { field: "urgency", op: "eq", value: "old" },
        { what: 1 },
      ],
    };
    const seen = build(odd as unknown as FilterTree);
    expect(said()).toContain("gone");
    expect(said()).toContain("old");
    expect(said()).toContain("看不懂");
    await choose("紧急程度的值：old", "普通");
    expect(seen.at(-1)).toEqual({
      all: [odd.all[0], { field: "urgency", op: "eq", value: "normal" }, odd.all[2]],
    });
  });
});

describe("a condition in words", () => {
  const tree: FilterTree = {
    all: [
      { field: "urgency", op: "eq", value: "critical" },
      {
        any: [
          { field: "assignee", op: "empty" },
          { field: "visit", op: "within", value: { after: { hours: -24 }, before: {} } },
        ],
      },
    ],
  };
  it("reads in both languages", async () => {
    expect(conditionText(tree, TICKET, i18next.t)).toBe(
      "紧急程度是非常紧急，并且（处理人没有填，或者上门时间在过去 24 小时内）",
    );
    await i18next.changeLanguage("en");
    expect(conditionText(tree, TICKET, i18next.t)).toBe(
      "紧急程度 is 非常紧急 and (处理人 is empty or 上门时间 is within the past 24 hours)",
    );
    await i18next.changeLanguage("zh-CN");
  });
});
