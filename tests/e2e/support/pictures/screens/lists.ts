/** Lists of records: views, filters, many at once, and records brought in from a sheet. */

import { button, choosesSheet, dialog, one, ROW, type Stage, tickets } from "./screen.ts";

const customers = "/forms/service_desk.customer";
const PEOPLE = [
  "客户姓名,联系电话,邮箱",
  "孙丽,13912340001,sunli@example.com",
  "钱进,13912340002,",
];

/** One condition with many words, one of two parts. */
const LONG_FILTER = encodeURIComponent(
  JSON.stringify({
    all: [
      { field: "problem_type", op: "in", value: ["support", "complaint", "after_sales"] },
      {
        any: [
          { field: "urgency", op: "in", value: ["urgent", "critical"] },
          { field: "description", op: "contains", value: "摄像头" },
        ],
      },
      { field: "status", op: "ne", value: "closed" },
      { field: "created_at", op: "within", value: { last: 90, unit: "day" } },
    ],
  }),
);

/** Customers whom nobody has met. */
function strangers(): string[] {
  const end = String(Date.now()).slice(-7);
  return [PEOPLE[0] ?? "", `孙丽,1391${end},sunli@example.com`, `钱进,1371${end},`];
}

/** Goes as far as to the looked-at rows of a sheet. */
async function looks(stage: Stage, lines: readonly string[]): Promise<void> {
  await choosesSheet(stage, "客户名单.csv", lines);
  await stage.page.locator(".imp-columns").waitFor();
  await stage.page.locator(".imp-told").waitFor();
}

export const lists = [
  one("lists", "list", ["工单列表", "List of tickets"], tickets, ROW),
  one(
    "lists",
    "list-beside",
    ["列表旁边打开", "A ticket beside the list"],
    ({ desk }) => `${tickets}?open=${desk.claimed.id}`,
    ROW,
    { only: "desk" },
  ),
  one("lists", "list-filter", ["筛选", "Filters"], tickets, ROW, {
    act: (stage) => button(stage, "筛选", "Filter"),
  }),
  one("lists", "customers", ["客户列表", "List of customers"], "/forms/service_desk.customer", ROW),
  one("lists", "customer", ["客户", "Customer"], "/forms/service_desk.customer", ROW, {
    act: async ({ page }) => page.locator(ROW).first().click(),
  }),
  one("lists", "bin", ["回收站", "Recycle bin"], `${tickets}/bin`, "h1"),
  one("lists", "list-selected", ["列表多选", "Several records at once"], tickets, ROW, {
    only: "desk",
    act: async ({ page }) => {
      for (const key of ["j", "x", "j", "x", "j", "x"]) await page.keyboard.press(key);
    },
  }),
  one("lists", "list-columns", ["选择列", "Columns"], tickets, ROW, {
    only: "desk",
    act: (stage) => button(stage, "列", "Columns"),
  }),
  one("lists", "list-grouped", ["分组", "Groups"], `${tickets}?group=problem_type`, ROW, {
    only: "desk",
  }),
  one(
    "lists",
    "list-long-filter",
    ["很长的筛选", "A long filter"],
    `${tickets}?filter=${LONG_FILTER}`,
    `${ROW}, .nothing`,
  ),
  one(
    "lists",
    "list-combined",
    ["组合条件", "Combined conditions"],
    `${tickets}?filter=${LONG_FILTER}`,
    ".chip",
    {
      act: async (stage) => {
        await stage.page.locator(".chip .chip-words").nth(1).click();
        await dialog(stage);
      },
    },
  ),
  one("lists", "list-save-view", ["保存视图", "Saving a view"], tickets, ROW, {
    act: async (stage) => {
      await button(stage, "保存为新视图", "Save as a new view");
      await dialog(stage);
    },
  }),
  one("lists", "list-share", ["分享表单", "Sharing the form"], tickets, ROW, {
    act: async (stage) => {
      await button(stage, "分享表单", "Share form");
      await stage.page.locator(".share").waitFor();
    },
  }),
  one(
    "lists",
    "import-choose",
    ["导入：选表格", "Import: choosing a sheet"],
    `${customers}?import=1`,
    ".sheet-place",
  ),
  one(
    "lists",
    "import-columns",
    ["导入：对应字段", "Import: columns"],
    `${customers}?import=1`,
    ".sheet-place",
    {
      act: async (stage) => {
        await choosesSheet(stage, "客户名单.csv", ["客户,座机,来源", "孙丽,0512-6600001,展会"]);
        await stage.page.locator(".imp-columns").waitFor();
      },
    },
  ),
  one(
    "lists",
    "import-looked",
    ["导入：检查结果", "Import: what was found"],
    `${customers}?import=1`,
    ".sheet-place",
    {
      act: (stage) => looks(stage, PEOPLE),
    },
  ),
  one(
    "lists",
    "import-wrong",
    ["导入：有问题的行", "Import: wrong rows"],
    `${customers}?import=1`,
    ".sheet-place",
    {
      act: (stage) =>
        looks(stage, [
          ...PEOPLE,
          "周敏,13700137000,zhoumin@example.com",
          ",13912340003,",
          "吴桐,12345,wutong#example.com",
        ]),
    },
  ),
  one(
    "lists",
    "import-done",
    ["导入：完成", "Import: done"],
    `${customers}?import=1`,
    ".sheet-place",
    {
      act: async (stage) => {
        await looks(stage, strangers());
        const run = stage.page.locator(".imp-foot .btn-primary");
        if (await run.isEnabled()) await run.click();
        await stage.page.locator(".imp-told").waitFor();
        await stage.page.waitForTimeout(1500);
      },
    },
  ),
];
