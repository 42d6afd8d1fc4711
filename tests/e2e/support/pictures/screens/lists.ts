/** Lists of records: views, filters, many at once, and records brought in from a sheet. */

import {
  button,
  choosesSheet,
  dialog,
  one,
  ROW,
  reads,
  type Stage,
  tickets,
  writes,
} from "./screen.ts";

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

const HISTORY = [
  "联系电话,客户姓名,问题类型,问题描述,处理状态,提交时间,解决时间",
  "13912350001,孙丽,技术支持,打印机卡纸,已关闭,2026-03-02 09:12,2026-03-02 15:40",
  "13912350002,钱进,投诉建议,上门晚了一天,已关闭,2026-03-03 10:00,2026-03-04 11:20",
];

/** Selects three by the keyboard. */
async function picks({ page }: Stage): Promise<void> {
  for (const key of ["j", "x", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await page.locator(".bulk-bar").waitFor();
}

/** One succeeds, the others do not. */
function leftOut({ word }: Stage): (id: string, place: number) => object {
  return (id, place) => ({
    id,
    ok: place === 0,
    code: place === 0 ? null : "task_taken",
    message:
      place === 0
        ? null
        : word("李娜已经认领了这张工单。", "Li Na has claimed this ticket already."),
  });
}

/** Throws a ticket away that came in twice. */
async function throwsAway(stage: Stage): Promise<void> {
  const records = "forms/service_desk.ticket/records";
  await writes(stage, "POST", records, {
    values: {
      customer_phone: "13700137000",
      customer_name: "周敏",
      problem_type: "support",
      description: "二号库的门禁刷卡没有反应（重复提交）",
    },
  });
  const { items } = await reads<{ items: { id: string }[] }>(
    stage,
    `${records}?sort=-created_at&limit=1`,
  );
  await writes(stage, "DELETE", `${records}/${items[0]?.id}`);
}

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
  one("lists", "list-grouped", ["分组", "Groups"], `${tickets}?group=problem_type`, ROW),
  one("lists", "list-whole", ["选中全部", "The whole list selected"], tickets, ROW, {
    only: "desk",
    act: async ({ page, word }) => {
      await page.getByRole("checkbox", { name: word("全选", "Select all") }).check({ force: true });
      await page.getByRole("button", { name: word("选中全部", "Select all") }).click();
      await page.locator(".bulk-bar").waitFor();
    },
  }),
  one(
    "lists",
    "list-whole-offer",
    ["选中已加载的", "Everything loaded is selected"],
    tickets,
    ROW,
    {
      only: "desk",
      act: async ({ page, word }) => {
        await page
          .getByRole("checkbox", { name: word("全选", "Select all") })
          .check({ force: true });
        await page.locator(".bulk-bar").waitFor();
      },
    },
  ),
  one("lists", "list-assign", ["批量分配", "Assigning several"], tickets, ROW, {
    only: "desk",
    act: async (stage) => {
      await picks(stage);
      const name = stage.word("分配", "Assign");
      await stage.page.locator(".bulk-bar").getByRole("button", { name }).click();
      await dialog(stage);
    },
  }),
  one("lists", "list-set-field", ["批量改字段", "Changing a field of several"], tickets, ROW, {
    only: "desk",
    act: async (stage) => {
      await picks(stage);
      await button(stage, "改字段", "Edit field");
      await dialog(stage);
    },
  }),
  one("lists", "list-left-out", ["没有做成的", "What was left out"], tickets, ROW, {
    only: "desk",
    act: async (stage) => {
      const { page } = stage;
      await page.route("**/api/v1/tasks/bulk", async (route) => {
        const { records } = route.request().postDataJSON() as { records: string[] };
        await route.fulfill({ json: { results: records.map(leftOut(stage)) } });
      });
      await picks(stage);
      await button(stage, "批量认领", "Claim");
      await dialog(stage);
    },
  }),
  one("lists", "list-export", ["导出列表", "Exporting a list"], tickets, ROW, {
    viewer: "supervisor",
    act: async (stage) => {
      await button(stage, "导出 Excel / CSV", "Export Excel / CSV");
      await dialog(stage);
    },
  }),
  one("lists", "bin-filled", ["回收站里的记录", "Records in the bin"], `${tickets}/bin`, "h1", {
    viewer: "supervisor",
    act: async (stage) => {
      await throwsAway(stage);
      await stage.page.reload();
      await stage.page.locator(".bin-list li").first().waitFor();
    },
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
  one(
    "lists",
    "import-history",
    ["导入历史工单", "Importing history"],
    `${tickets}?import=1`,
    ".sheet-place",
    {
      act: async (stage) => {
        const { page, word } = stage;
        await choosesSheet(stage, word("历史工单.csv", "history.csv"), HISTORY);
        // Closed tickets with their times are taken for history.
        await page
          .getByRole("switch", { name: word("作为历史数据导入", "Import as history") })
          .waitFor();
        await page.locator(".imp-told").waitFor();
      },
    },
  ),
];
