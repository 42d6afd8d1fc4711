/** An act on many records that goes on without the page: before it begins, under way, and what became of it. */

import { dialog, one, type Screen, type Stage, tickets } from "./screen.ts";

const REASONS = [
  ["TK-0231", "李娜已经认领了这张工单。", "Li Na has claimed this ticket already."],
  ["TK-0187", "这张工单已经关闭，不能再分配。", "This ticket is closed and cannot be assigned."],
  ["TK-0164", "你没有修改这条记录的权限。", "You do not have the right to change this record."],
] as const;

/** The page meets such an act of one's own. */
async function meets(
  { page, scene, word }: Stage,
  more: { act: string; state: string; done: number; refused?: number; soon?: true },
): Promise<void> {
  const short = {
    id: "b7c9",
    fields: ["urgency"],
    total: 418,
    refused: 0,
    error: null,
    created_at: scene.now,
    starts_at: new Date(Date.parse(scene.now) + (more.soon ? 6000 : -6000)).toISOString(),
    ...more,
  };
  const rows = REASONS.map(([name, zh, en], at) => ({
    row: at * 57 + 12,
    id: name,
    name,
    code: "left",
    message: word(zh, en),
  }));
  await page.route(/\/api\/v1\/forms\/[^/]+\/batches(\/b7c9)?$/, (route) =>
    route.fulfill({
      json: route.request().url().endsWith("b7c9") ? { ...short, rows } : { items: [short] },
    }),
  );
}

const LEFT = { act: "transfer", state: "done", done: 415, refused: 3 };

export const batches: readonly Screen[] = [
  one("lists", "batch-soon", ["很多条：几秒后开始", "Many records: soon"], tickets, ".batch-bar", {
    before: (stage) => meets(stage, { act: "delete", state: "running", done: 0, soon: true }),
  }),
  one(
    "lists",
    "batch-running",
    ["很多条：正在进行", "Many records: under way"],
    tickets,
    ".batch-bar",
    { before: (stage) => meets(stage, { act: "set", state: "running", done: 163 }) },
  ),
  one(
    "lists",
    "batch-ended",
    ["很多条：做完了", "Many records: what became of it"],
    tickets,
    ".batch-bar",
    { before: (stage) => meets(stage, LEFT) },
  ),
  one(
    "lists",
    "batch-stopped",
    ["很多条：停下了", "Many records: stopped"],
    tickets,
    ".batch-bar",
    { before: (stage) => meets(stage, { act: "set", state: "cancelled", done: 163 }) },
  ),
  one(
    "lists",
    "batch-left-out",
    ["很多条：没有改动的", "Many records: what was left as it was"],
    tickets,
    ".batch-bar",
    {
      before: (stage) => meets(stage, LEFT),
      act: async (stage) => {
        await stage.page.locator(".batch-bar .text-link").click();
        await dialog(stage);
      },
    },
  ),
];
