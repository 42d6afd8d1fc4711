// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FilterTree } from "../../language/filter";
import { familyOf, operatorsOf } from "./families";
import { newLeaf, withField, withOperator } from "./leaf";
import { periodDocument, periodOf } from "./periods";
import { TICKET } from "./sample";
import { finished, isComplete, joined, partAt, put, rejoined } from "./tree";

const ROOT = join(import.meta.dirname, "../../../..");
const shared = JSON.parse(readFileSync(join(ROOT, "tests/query/filter_vectors.json"), "utf8")) as {
  vectors: { filter: FilterTree }[];
};

const ONE = { field: "status", op: "eq", value: "new" };
const TWO = { field: "urgency", op: "eq", value: "critical" };
const THREE = { field: "assignee", op: "empty" };

describe("a filter tree under edit", () => {
  it("gets a condition beside what is there", () => {
    expect(joined(undefined, [], "all", ONE)).toEqual(ONE);
    expect(joined(ONE, [], "any", TWO)).toEqual({ any: [ONE, TWO] });
    expect(joined({ all: [ONE, TWO] }, [], "all", THREE)).toEqual({ all: [ONE, TWO, THREE] });
    expect(joined({ all: [ONE, TWO] }, [], "any", THREE)).toEqual({
      any: [{ all: [ONE, TWO] }, THREE],
    });
    expect(joined({ any: [ONE, { all: [TWO, THREE] }] }, [1], "all", ONE)).toEqual({
      any: [ONE, { all: [TWO, THREE, ONE] }],
    });
  });

  it("loses one, and the groups that this leaves without sense", () => {
    expect(put({ all: [ONE, TWO] }, [0], undefined)).toEqual(TWO);
    expect(put({ all: [ONE, { any: [TWO, THREE] }] }, [1, 0], undefined)).toEqual({
      all: [ONE, THREE],
    });
    expect(put({ not: { all: [ONE, TWO] } }, ["not", 1], undefined)).toEqual({ not: ONE });
    expect(put(ONE, [], undefined)).toBeUndefined();
    expect(put({ not: ONE }, ["not"], undefined)).toBeUndefined();
  });

  it("changes the joining word alone", () => {
    expect(rejoined({ all: [ONE, { any: [TWO, THREE] }] }, [1], "all")).toEqual({
      all: [ONE, { all: [TWO, THREE] }],
    });
  });

  it.each(shared.vectors.map(({ filter }) => filter))("keeps the rest as written: %j", (filter) => {
    const paths: (number | "not")[][] = [];
    const walk = (tree: FilterTree, path: (number | "not")[]) => {
      paths.push(path);
      if ("not" in tree) walk(tree.not, [...path, "not"]);
      for (const [place, part] of ("all" in tree
        ? tree.all
        : "any" in tree
          ? tree.any
          : []
      ).entries())
        walk(part, [...path, place]);
    };
    walk(filter, []);
    for (const path of paths) {
      const same = put(filter, path, partAt(filter, path));
      expect(JSON.stringify(same)).toBe(JSON.stringify(filter));
    }
  });

  it("knows what is still missing", () => {
    const open = { field: "status", op: "eq" };
    expect(isComplete({ all: [ONE, open] })).toBe(false);
    expect(finished({ all: [ONE, open] })).toEqual(ONE);
    expect(finished({ any: [open, { not: open }] })).toBeUndefined();
    const whole: FilterTree = { all: [ONE, { not: { any: [TWO, THREE] } }] };
    expect(finished(whole)).toBe(whole);
    expect(finished({ all: [] })).toEqual({ all: [] });
  });
});

describe("a condition", () => {
  const field = (key: string) =>
    TICKET.fields.find((each) => each.key === key) ?? { key, type: "text", label: key };

  it("begins with what its field is asked most", () => {
    expect(newLeaf(field("urgency"))).toEqual({ field: "urgency", op: "eq" });
    expect(newLeaf(field("visit"))).toEqual({ field: "visit", op: "within" });
    expect(newLeaf(field("attachments"))).toEqual({ field: "attachments", op: "empty" });
  });

  it("keeps value and operator where they still fit", () => {
    const leaf = { field: "customer_name", op: "contains", value: "王" };
    expect(withField(leaf, field("customer_name"), field("description"))).toEqual({
      ...leaf,
      field: "description",
    });
    expect(withField(leaf, field("customer_name"), field("urgency"))).toEqual({
      field: "urgency",
      op: "eq",
    });
    expect(withOperator(ONE, "in")).toEqual({ ...ONE, op: "in", value: ["new"] });
    expect(withOperator({ ...ONE, op: "in", value: ["new", "closed"] }, "ne")).toEqual({
      ...ONE,
      op: "ne",
    });
    expect(withOperator(ONE, "empty")).toEqual({ field: "status", op: "empty" });
    expect(withOperator({ field: "amount", op: "gt", value: 3 }, "between")).toEqual({
      field: "amount",
      op: "between",
      value: [3, ""],
    });
  });
});

describe("periods", () => {
  const written = [
    ...shared.vectors.flatMap(({ filter }) =>
      "op" in filter && filter.op === "within" ? [filter.value] : [],
    ),
    { last: 30, unit: "day" },
    { after: { hours: -24 }, before: {} },
  ];
  it.each(written)("are written back as they were read: %j", (value) => {
    const period = periodOf(value);
    if (period !== undefined) expect(periodDocument(period)).toEqual(value);
    else expect(value).toEqual({ after: { hours: -11 }, before: { minutes: 1 } });
  });
});

describe("field types", () => {
  const reference = readFileSync(join(ROOT, "docs/reference/query.md"), "utf8");
  const table = reference.slice(reference.indexOf("### Operators by field type"));
  const rows = [
    ...table.slice(0, table.indexOf("Every form has")).matchAll(/^\| (\w+) \| (\w+) \| (.*) \|$/gm),
  ]
    .filter(([, type]) => type !== "type")
    .map(([, type = "", , operators = ""]) => ({
      type,
      operators: [...operators.matchAll(/`(\w+)`/g)].map(([, op]) => op).sort(),
    }));

  it("are all in the reference", () => expect(rows.length).toBeGreaterThan(8));
  it.each(rows)("compare as the server says: $type", ({ type, operators }) => {
    const family = familyOf({ key: "f", type, label: "" });
    expect(family && [...operatorsOf(family)].sort()).toEqual(operators);
  });
});
