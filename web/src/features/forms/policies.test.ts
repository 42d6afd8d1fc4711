// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apply, type Document, type Operation, type Sort } from "../../designer/document";
import * as policies from "./policies";

const SORTS = (
  JSON.parse(
    readFileSync(
      join(import.meta.dirname, "../../../../tests/definitions/edit_vectors.json"),
      "utf8",
    ),
  ) as { elements: { form: Sort[] } }
).elements.form;
const office = { hours: 16, time: "working", calendar: "office" } as const;
const TICKET: Document = {
  name: "工单",
  fields: {
    what: { type: "multiline", label: "问题" },
    urgency: {
      type: "priority",
      label: "紧急程度",
      options: { normal: "普通", critical: "非常紧急" },
    },
  },
};

/** After the operations, and again after all of them were undone. */
function played(document: Document, operations: readonly Operation[]) {
  const inverses: Operation[] = [];
  let now = document;
  for (const operation of operations) {
    const edited = apply(SORTS, now, operation);
    inverses.unshift(edited.inverse);
    now = edited.document;
  }
  const back = inverses.reduce((so, each) => apply(SORTS, so, each).document, now);
  expect(JSON.stringify(back)).toBe(JSON.stringify(document));
  return now;
}

const keys = (document: Document) => policies.policiesIn(document).map(([key]) => key);

describe("service policies in a draft", () => {
  const served: Document = { ...TICKET, service: { resolution: office, warn: 75 } };
  const first = policies.newPolicy(served, "重要");

  it("begin with the most urgent tickets and what is promised to all", () => {
    expect(first).toEqual({
      name: "重要",
      when: { field: "urgency", op: "eq", value: "critical" },
      resolution: office,
    });
    expect(policies.newPolicy({ fields: {} }, "全部")).toEqual({ name: "全部" });
  });

  it("are added, moved, changed and taken away, each undone again", () => {
    const one = played(served, policies.addPolicy(served, "vip", first));
    const two = played(one, policies.addPolicy(one, "slow", { name: "慢" }, 0));
    expect(keys(two)).toEqual(["slow", "vip"]);
    const moved = played(two, policies.movePolicy("slow", 1));
    expect(keys(moved)).toEqual(["vip", "slow"]);
    const changed = played(moved, policies.changePolicy("vip", { resolution: null, when: null }));
    expect(policies.policiesIn(changed)[0]?.[1]).toEqual({ name: "重要" });
    const left = played(changed, policies.removePolicy(changed, "vip"));
    expect(keys(left)).toEqual(["slow"]);
    expect(played(left, policies.removePolicy(left, "slow"))).toEqual(served);
  });

  it("may be the first that a form says of its service, and leave nothing behind", () => {
    const one = played(TICKET, policies.addPolicy(TICKET, "vip", first));
    expect(keys(one)).toEqual(["vip"]);
    expect(played(one, policies.removePolicy(one, "vip"))).toEqual(TICKET);
  });

  it("have keys that are free", () => {
    const one = played(served, policies.addPolicy(served, "vip", first));
    expect(["vip", "otherwise", "other"].map((key) => policies.isTaken(one, key))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("how long a target is", () => {
  it("counts days by the clock, working days by their calendar", () => {
    expect(policies.lengthOf({ days: 1, hours: 2 }, undefined)).toBe(26 * 3_600_000);
    expect(policies.lengthOf({ days: 1, time: "working" }, 8)).toBe(8 * 3_600_000);
    expect(policies.lengthOf({ days: 1, time: "working" }, undefined)).toBeNull();
    expect(policies.lengthOf({ minutes: 30, time: "working" }, undefined)).toBe(1_800_000);
  });
});
