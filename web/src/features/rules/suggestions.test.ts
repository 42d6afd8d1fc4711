import { expect, test } from "vitest";
import { appModel } from "../../designer/app-model";
import { suggestions } from "./suggestions";

const THEN = "then";
const option = (text: string, category: string) => ({ "zh-CN": text, category });
const part = (kind: string, key: string, document: object) =>
  ({
    kind,
    key,
    section: `${kind}s`,
    label: key,
    state: "new",
    live_version: null,
    draft_version: 1,
    problems: 0,
    warnings: 0,
    document,
  }) as never;

const TICKET = {
  name: "服务工单",
  fields: {
    phone: { type: "mobile", label: "联系电话" },
    customer_name: { type: "text", label: "客户姓名" },
    email: { type: "email", label: "邮箱" },
    urgency: {
      type: "priority",
      label: "紧急程度",
      options: { normal: { "zh-CN": "普通" }, critical: { "zh-CN": "非常紧急", en: "Critical" } },
    },
    status: {
      type: "status",
      label: "状态",
      options: {
        new: option("待处理", "open"),
        processing: option("处理中", "open"),
        solved: option("已解决", "solved"),
        closed: option("已关闭", "closed"),
      },
    },
  },
};

function offered(...more: never[]): Map<string, Record<string, unknown>> {
  const parts = [part("form", "ticket", TICKET), ...more];
  const model = appModel({ app: "desk", name: "服务", parts } as never, "zh-CN");
  return new Map(suggestions(model).map((each) => [each.key, each.document("规则") as never]));
}

const ROLE = part("role", "supervisor", { name: "主管", grants: [] });
const SURVEY = part("survey", "csat", { question: "满意吗？" });

test("critical tickets are told at once, by every urgent way, with whose they are", () => {
  expect(offered(ROLE).get("critical")).toMatchObject({
    if: { field: "urgency", op: "eq", value: "critical" },
    [THEN]: [
      {
        to: { role: "supervisor" },
        via: ["sms", "wecom", "inapp"],
        text: {
          "zh-CN": "非常紧急：{{number}} {{customer_name}}",
          en: "Critical: {{number}} {{customer_name}}",
        },
      },
    ],
  });
});

test("what stays in progress for a day is escalated, where somebody oversees it", () => {
  expect(offered(ROLE).get("dwell")).toMatchObject({
    when: {
      event: "dwell",
      field: "status",
      value: "processing",
      for: { hours: 24, time: "wall" },
    },
    [THEN]: [{ action: "escalate", cc: { role: "supervisor" } }],
  });
  expect(offered().has("dwell")).toBe(false);
});

test("customers are asked by mail, and only while the ticket stays solved", () => {
  expect(offered(SURVEY).get("survey")).toMatchObject({
    when: { event: "record_updated", field: "status", value: "solved" },
    [THEN]: [
      {
        survey: "csat",
        to: { field: "email" },
        if_still: { field: "status", op: "in", value: ["solved", "closed"] },
      },
    ],
  });
  expect(offered().has("survey")).toBe(false);
});

const FLOW = part("flow", "process", {
  form: "ticket",
  nodes: { start: { type: "start", to: "confirm" }, confirm: { type: "confirm" } },
});

test("customers are asked by mail whether it is solved, where a flow waits for their answer", () => {
  expect(offered(FLOW).get("ask_customer")).toMatchObject({
    when: { event: "record_updated", field: "status", value: "solved" },
    [THEN]: [{ to: { field: "email" }, via: ["mail"] }],
  });
  expect(JSON.stringify(offered(FLOW).get("ask_customer"))).toContain("{{progress_url}}");
  expect(offered().has("ask_customer")).toBe(false);
});

test("whatever is sent is worded in both languages", () => {
  for (const [key, rule] of offered(ROLE, SURVEY, FLOW)) {
    for (const { action, subject, text } of rule[THEN] as Record<string, unknown>[]) {
      if (action !== "notify") continue;
      for (const words of [text, ...(subject === undefined ? [] : [subject])]) {
        const { en, "zh-CN": chinese, ...more } = words as Record<string, string>;
        expect(more, key).toEqual({});
        expect(chinese, key).toMatch(/[\u4e00-\u9fff]/);
        expect(en, key).not.toMatch(/[\u3000-\u9fff\uff00-\uffef]/);
      }
    }
  }
});

test("a confirmation names the time that the form promises, and none where it promises none", () => {
  const texts = (form: object): Record<string, string> => {
    const model = appModel(
      { app: "desk", name: "服务", parts: [part("form", "ticket", form)] } as never,
      "zh-CN",
    );
    const found = suggestions(model)
      .find((each) => each.key === "confirmation")
      ?.document("规则")[THEN];
    return (found as { text: Record<string, string> }[])[0]?.text ?? {};
  };
  const service = { resolution: { hours: 16, time: "working", calendar: "office" } };
  const promised = texts({ ...TICKET, service });
  const open = texts({ ...TICKET, service: { first_response: service.resolution } });
  expect([Object.keys(promised), Object.keys(open)]).toEqual([
    ["zh-CN", "en"],
    ["zh-CN", "en"],
  ]);
  for (const text of Object.values(promised)) expect(text).toContain("{{case.resolution_due}}");
  for (const text of Object.values(open)) {
    expect(text).toContain("{{number}}");
    expect(text).toContain("{{progress_url}}");
    expect(text).not.toContain("{{case.");
  }
});
