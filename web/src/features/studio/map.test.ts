import { describe, expect, it } from "vitest";
import { appModel } from "../../designer/app-model";
import { sparkline } from "./figures";
import { gapsOf } from "./gaps";
import { mainPath, readersOf } from "./summary";
import { draw } from "./wire-paths";
import { neededPeople, wiresOf } from "./wires";

type Answer = Parameters<typeof appModel>[0];

function part(kind: string, key: string, document: Record<string, unknown>): Answer["parts"][0] {
  return {
    kind,
    section: `${kind}s`,
    key,
    label: key,
    state: "live",
    live_version: 1,
    draft_version: null,
    problems: 0,
    document,
  } as Answer["parts"][0];
}

const flow = {
  name: "工单流程",
  form: "ticket",
  nodes: {
    start: { type: "start", to: "handle" },
    handle: {
      type: "task",
      name: "处理",
      assign: [{ team: "tech" }, { role: "boss" }],
      outcomes: { done: { name: "已解决", to: "confirm" } },
    },
    confirm: {
      type: "confirm",
      name: "确认",
      outcomes: { yes: { to: "end" }, no: { to: "handle" } },
    },
    end: { type: "end", name: "归档" },
  },
};

const model = appModel(
  {
    app: "desk",
    name: "客服",
    parts: [
      part("form", "customer", {
        name: "客户",
        fields: { phone: { type: "mobile", label: "电话" } },
      }),
      part("form", "ticket", {
        name: "工单",
        fields: {
          phone: { type: "mobile", label: "电话", fill: { from: "customer", match: "phone" } },
          status: { type: "status", label: "状态" },
        },
      }),
      part("flow", "ticket_flow", flow),
      part("rule", "ask", {
        name: "回访",
        when: { event: "record_updated", form: "ticket" },
        // biome-ignore lint/suspicious/noThenProperty: the word of a rule's document
        then: [{ action: "send_survey", survey: "csat", to: { role: "boss" } }],
      }),
      part("survey", "csat", { question: "满意吗" }),
      part("dashboard", "board", { name: "看板", widgets: { a: { query: { from: "ticket" } } } }),
      part("role", "boss", { name: "主管", grants: [{ dashboard: "board", can: ["read"] }] }),
      part("team", "tech", { name: "技术" }),
    ],
  } as Answer,
  "zh-CN",
);

describe("how parts hang together", () => {
  it("is read from their documents", () => {
    expect(wiresOf(model)).toEqual([
      { from: "flow.ticket_flow", to: "form.ticket", word: "moves" },
      { from: "form.customer", to: "form.ticket", word: "fills" },
      { from: "rules", to: "flow.ticket_flow", word: "watches" },
      { from: "rules", to: "survey.csat", word: "sends" },
      { from: "flow.ticket_flow", to: "dashboard.board", word: "counts" },
    ]);
  });

  it("names the roles and teams that somebody must be in", () => {
    expect(Object.fromEntries(neededPeople(model))).toEqual({
      "team.tech": ["工单流程"],
      "role.boss": ["工单流程", "回访"],
    });
    const gaps = gapsOf(model, { role: { boss: { people: 0 } }, team: { tech: { people: 2 } } });
    expect(gaps).toEqual([
      { kind: "role", key: "boss", label: "主管", users: ["工单流程", "回访"] },
    ]);
  });

  it("says who may see a dashboard", () => {
    expect(readersOf("board", model)).toEqual(["主管"]);
  });
});

describe("a flow as a row of steps", () => {
  it("follows the first way and stops where it would go round", () => {
    expect(mainPath(flow, "zh-CN", "提交").map((step) => step.name)).toEqual([
      "提交",
      "处理",
      "确认",
      "归档",
    ]);
    const round = { nodes: { a: { type: "start", to: "b" }, b: { type: "task", to: "a" } } };
    expect(mainPath(round, "zh-CN", "提交").map((step) => step.key)).toEqual(["a", "b"]);
  });
});

describe("arrows", () => {
  const box = (left: number, top: number, height = 100) => ({ left, top, width: 200, height });

  it("are straight between neighbors", () => {
    expect(draw(box(300, 0), box(0, 0), []).path).toBe("M300 52H202");
    expect(draw(box(0, 200), box(0, 0), []).path).toBe("M100 200V102");
  });

  it("take a step where the cards are not level, and go around what lies between", () => {
    expect(draw(box(0, 0), box(300, 400), []).path).toContain("Q249 52");
    expect(draw(box(0, 400), box(0, 0), [box(0, 200)]).path).toMatch(/^M0 452H-12V52H-2/);
  });
});

it("draws a course inside its box", () => {
  expect(sparkline([0, 10], 100, 50)).toBe("M0 46L100 4");
});
