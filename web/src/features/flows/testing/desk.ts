/** A service desk to try flows on: the running example with its form, people and texts. */
import i18next from "i18next";
import type { Sort } from "../../../designer/document";
import { chinese, english } from "../../../i18n/texts";
import type { Desk } from "../edits/edit";
import { type Flow, reachable, type Tree, waysOf } from "../graph/flow";
import { valueText } from "../words/pieces";
import { labelOf, type Scene } from "../words/scene";

export async function speak(language: "zh-CN" | "en" = "zh-CN"): Promise<void> {
  await i18next.init({
    lng: language,
    resources: { "zh-CN": { translation: chinese }, en: { translation: english } },
    interpolation: { escapeValue: false },
  });
}

const option = (key: string, zh: string, en: string, category?: string) => ({
  key,
  label: zh,
  text: { "zh-CN": zh, en },
  ...(category ? { category } : {}),
});

export function deskScene(language: "zh-CN" | "en" = "zh-CN"): Scene {
  const scene: Scene = {
    t: i18next.getFixedT(language),
    language,
    form: {
      key: "ticket",
      name: "服务工单",
      fields: [
        { key: "customer_name", type: "text", label: "客户姓名" },
        {
          key: "problem_type",
          type: "radio",
          label: "问题类型",
          options: [
            option("product", "产品咨询", "Product question"),
            option("support", "技术支持", "Technical support"),
            option("complaint", "投诉建议", "Complaint"),
          ],
        },
        {
          key: "status",
          type: "status",
          label: "处理状态",
          options: [
            option("new", "待处理", "New", "open"),
            option("processing", "处理中", "In progress", "open"),
            option("solved", "已解决", "Solved", "solved"),
            option("closed", "已关闭", "Closed", "closed"),
          ],
        },
        { key: "urgency", type: "priority", label: "紧急程度" },
        { key: "assignee", type: "member", label: "处理人" },
        { key: "solution", type: "multiline", label: "解决方案" },
        { key: "root_cause", type: "multiline", label: "根本原因" },
      ],
    },
    teams: [
      { key: "service", name: "客服部" },
      { key: "tech", name: "技术支持组" },
    ],
    roles: [
      { key: "agent", name: "客服" },
      { key: "supervisor", name: "主管" },
    ],
    people: [],
    calendars: [{ key: "office", name: "工作时间" }],
    members: { teams: { service: 9, tech: 6 }, roles: { agent: 9, supervisor: 0 } },
    condition: (tree: Tree) => {
      const key = String(tree.field);
      return `${labelOf(scene, key)}是${valueText(key, tree.value, scene)}`;
    },
    action: (key) => key,
  };
  return scene;
}

export const testDesk = (): Desk => ({ scene: deskScene(), isUsed: () => false });

const name = (zh: string, en: string) => ({ "zh-CN": zh, en });

/** `flows.ticket_flow` of the shipped service desk. */
export const TICKET_FLOW: Flow = {
  name: name("工单流程", "Ticket flow"),
  form: "ticket",
  nodes: {
    start: { type: "start", trigger: "record_created", to: "handle" },
    handle: {
      type: "task",
      name: name("处理", "Handle"),
      assign: [
        { when: { field: "problem_type", op: "eq", value: "support" }, team: "tech", by: "claim" },
        {
          when: { field: "problem_type", op: "eq", value: "complaint" },
          role: "supervisor",
          by: "claim",
        },
        { otherwise: true, team: "service", by: "claim" },
      ],
      claimed: { set: { status: "processing", assignee: { actor: true } } },
      fields: { write: ["urgency", "solution", "root_cause"], required: ["solution"] },
      allow: ["transfer", "return", "urge", "comment"],
      due: {
        hours: 2,
        time: "working",
        calendar: "office",
        until: "first_response",
        late: [{ action: "notify", to: { role: "supervisor" }, via: ["inapp"] }],
      },
      outcomes: {
        done: { name: name("已解决", "Solved"), set: { status: "solved" }, to: "confirm" },
      },
    },
    confirm: {
      type: "confirm",
      name: name("用户确认", "Customer confirms"),
      outcomes: {
        confirmed: { name: name("确认", "Confirm"), to: "archive" },
        rejected: {
          name: name("驳回", "Reject"),
          reason: "required",
          set: { status: "processing" },
          to: "handle",
          assign: "previous",
        },
      },
      auto: {
        after: { days: 7, time: "wall" },
        remind: [{ days: 3 }, { days: 6 }],
        outcome: "confirmed",
      },
    },
    archive: { type: "end", name: name("归档", "Archive"), set: { status: "closed" } },
  },
};

/** What the server's `entry/elements.py` says of flows. */
export const FLOW_SORTS: readonly Sort[] = [
  {
    name: "node",
    path: ["nodes", "*"],
    named_by: [
      ["nodes", "*", "to"],
      ["nodes", "*", "outcomes", "*", "to"],
      ["nodes", "*", "next"],
      ["nodes", "*", "lines", "#", "to"],
    ],
  },
  {
    name: "outcome",
    path: ["nodes", "*", "outcomes", "*"],
    named_by: [["nodes", "=", "auto", "outcome"]],
  },
  { name: "assignment", path: ["nodes", "*", "assign", "#"], named_by: [] },
  { name: "branch", path: ["nodes", "*", "lines", "#"], named_by: [] },
];

/** What the server would not accept of the graph, as in `flows/compile.py`. */
export function troubles(flow: Flow): string[] {
  const found: string[] = [];
  const ways = Object.entries(flow.nodes).flatMap(([key, node]) => waysOf(key, node));
  const starts = Object.keys(flow.nodes).filter((key) => flow.nodes[key]?.type === "start");
  const ends = Object.keys(flow.nodes).filter((key) => flow.nodes[key]?.type === "end");
  if (starts.length !== 1) found.push("start");
  if (!ends.length) found.push("end_missing");
  for (const way of ways) {
    const target = flow.nodes[way.target];
    if (!target) found.push(`target_unknown ${way.id}`);
    else if (target.type === "start") found.push(`target_is_start ${way.id}`);
    else if (way.previous && target.type !== "task") found.push(`previous_needs_task ${way.id}`);
  }
  const reached = reachable(flow, starts[0]);
  for (const [key, node] of Object.entries(flow.nodes)) {
    if (!reached.has(key)) found.push(`unreachable ${key}`);
    if (!ends.some((end) => reachable(flow, key).has(end))) found.push(`end_unreachable ${key}`);
    for (const lines of [node.lines, node.assign]) {
      const rest = lines?.findIndex((line) => line.otherwise);
      if (lines && rest !== lines.length - 1) found.push(`otherwise ${key}`);
    }
    const auto = node.auto && node.outcomes?.[node.auto.outcome];
    if (node.auto && (!auto || auto.reason === "required")) found.push(`auto ${key}`);
  }
  return [...found, ...idleLoops(flow)];
}

/** Circles that nothing pauses. */
function idleLoops(flow: Flow): string[] {
  const pausing = new Set(["task", "confirm", "wait"]);
  const keys = Object.keys(flow.nodes).filter((key) => !pausing.has(flow.nodes[key]?.type ?? ""));
  const nodes = Object.fromEntries(
    keys.map((key) => [key, flow.nodes[key] as Flow["nodes"][string]]),
  );
  const idle: Flow = { ...flow, nodes };
  return keys.filter((key) =>
    waysOf(key, nodes[key] as Flow["nodes"][string]).some((way) =>
      reachable(idle, way.target).has(key),
    ),
  );
}
