import i18next from "i18next";
import { beforeAll, expect, test } from "vitest";
import { appModel } from "../../designer/app-model";
import { speak } from "../../designer/inputs/testing";
import { ruleLine } from "./summary";

const TICKET = {
  name: "报修单",
  fields: {
    urgency: {
      type: "priority",
      label: "紧急程度",
      options: { normal: { "zh-CN": "普通" }, urgent: { "zh-CN": "紧急" } },
    },
    status: {
      type: "status",
      label: "处理状态",
      options: { working: { "zh-CN": "处理中", category: "open" } },
    },
  },
};
const IF = { field: "urgency", op: "eq", value: "urgent" };

beforeAll(() => speak("zh-CN"));

function cause(when: object, condition?: object): string {
  const parts = [
    { kind: "form", key: "ticket", section: "forms", label: "报修单", document: TICKET },
  ];
  const model = appModel({ app: "desk", name: "报修", parts } as never, "zh-CN");
  const rule = { when: { form: "ticket", ...when }, ...(condition ? { if: condition } : {}) };
  return ruleLine(rule as never, { t: i18next.t, language: "zh-CN", model }, [], []).cause;
}

test("a rule's line says how long it lasted as well as what must fit", () => {
  const dwell = { event: "dwell", field: "status", value: "working", for: { hours: 2 } };
  expect(cause(dwell)).toBe("处理中满 2 小时");
  expect(cause(dwell, IF)).toBe("处理中满 2 小时，紧急程度是紧急");
});

test("of a new record the condition says enough", () => {
  expect(cause({ event: "record_created" })).toBe("新报修单");
  expect(cause({ event: "record_created" }, IF)).toBe("紧急程度是紧急");
});
