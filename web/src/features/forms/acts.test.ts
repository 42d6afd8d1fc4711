// @vitest-environment node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Document, Operation, Path, Sort } from "../../designer/document";
import { openSession } from "../../designer/store";
import type { Wire } from "../../designer/wire";
import * as acts from "./acts";
import { inOrder, outlineOf } from "./outline";

const { elements } = JSON.parse(
  readFileSync(
    join(import.meta.dirname, "../../../../tests/definitions/edit_vectors.json"),
    "utf8",
  ),
) as { elements: Record<string, Sort[]> };
const SORTS = elements.form ?? [];
const WORDS = { section: "基本信息" };
const unused = () => false;

const TICKET: Document = {
  name: { "zh-CN": "服务工单" },
  title: "name",
  fields: {
    phone: {
      type: "mobile",
      label: { "zh-CN": "联系电话" },
      required: true,
      fill: { from: "customer", match: "phone", set: { name: "name", email: "email" } },
    },
    name: { type: "text", label: { "zh-CN": "客户姓名" } },
    email: { type: "email", label: { "zh-CN": "客户邮箱" } },
    kind: {
      type: "radio",
      label: { "zh-CN": "问题类型" },
      default: "product",
      options: { product: { "zh-CN": "咨询" }, complaint: { "zh-CN": "投诉" } },
    },
    note: { type: "multiline", label: { "zh-CN": "问题描述" } },
  },
  layout: [
    { section: { "zh-CN": "客户" }, columns: 2, fields: ["phone", "name", "email"] },
    { section: { "zh-CN": "问题" }, fields: ["kind", "note"] },
  ],
  service: { first_response: { hours: 2 }, first_contact: { customer: "phone", problem: "kind" } },
};
const PLAIN: Document = {
  name: "无分区",
  fields: { a: { type: "text", label: "甲" }, b: { type: "text", label: "乙" } },
};

const nobody: Wire = {
  read: async () => null,
  write: async () => {
    throw new Error("nothing is sent here");
  },
  discard: async () => true,
  farewell: () => undefined,
};

function table(document: Document) {
  return openSession({
    app: "desk",
    kind: "form",
    name: "ticket",
    sorts: SORTS,
    wire: nobody,
    artefact: {
      kind: "form",
      app: "desk",
      key: "ticket",
      name: "desk.ticket",
      live: { version: 1, document: document as Record<string, unknown> },
      draft: null,
      problems: [],
      versions: [],
      used: [],
    },
  });
}

type Doing = { operations: readonly Operation[]; select?: readonly Path[] } | null;

/** Does it, takes it back, does it again: the same document to the letter each time. */
function done(before: Document, doing: Doing): Document {
  const session = table(before);
  expect(doing, "the act has something to do").not.toBeNull();
  if (!doing) return before;
  const text = JSON.stringify(before);
  const { execute, undo, redo } = session.getState();
  expect(
    execute({
      label: "act",
      operations: doing.operations,
      ...(doing.select ? { select: doing.select } : {}),
    }),
  ).toBe(true);
  const after = session.getState().document;
  const written = JSON.stringify(after);
  expect(written).not.toBe(text);
  undo();
  expect(JSON.stringify(session.getState().document)).toBe(text);
  redo();
  expect(JSON.stringify(session.getState().document)).toBe(written);
  undo();
  expect(JSON.stringify(session.getState().document)).toBe(text);
  expect(session.getState().canUndo).toBe(false);
  return after;
}

const keys = (document: Document) => Object.keys(document.fields as object);
const lists = (document: Document) =>
  outlineOf(document).map((section) => section.fields.join(" "));
const TEXT: Document = { type: "text", label: { "zh-CN": "型号" } };

describe("every act of the form designer, there and back", () => {
  it("inserts a control at a place", () => {
    const after = done(
      TICKET,
      acts.insertFields(
        TICKET,
        [{ key: "model", settings: TEXT }],
        { section: 1, place: 1 },
        WORDS,
      ),
    );
    expect(lists(after)).toEqual(["phone name email", "kind model note"]);
    expect(keys(after)).toEqual(["phone", "name", "email", "kind", "model", "note"]);
  });

  it("inserts after the selection, and at the end without one", () => {
    const target = acts.afterSelection(TICKET, [["fields", "name"]]);
    expect(target).toEqual({ section: 0, place: 2 });
    expect(acts.afterSelection(TICKET, [["layout", 0]])).toEqual({ section: 0, place: 3 });
    const after = done(
      TICKET,
      acts.insertFields(TICKET, [{ key: "z", settings: TEXT }], null, WORDS),
    );
    expect(inOrder(after).at(-1)).toBe("z");
  });

  it("makes the first section of a form that has none", () => {
    const empty: Document = { name: "空", fields: {} };
    const after = done(
      empty,
      acts.insertFields(empty, [{ key: "a", settings: TEXT }], null, WORDS),
    );
    expect(after.layout).toEqual([{ section: "基本信息", fields: ["a"] }]);
    const more = done(
      PLAIN,
      acts.insertFields(PLAIN, [{ key: "c", settings: TEXT }], { section: null, place: 1 }, WORDS),
    );
    expect(more.layout).toEqual([{ section: "基本信息", fields: ["a", "c", "b"] }]);
  });

  it("moves a control down, up and into another section", () => {
    const down = done(TICKET, acts.moveFields(TICKET, ["phone"], { section: 0, place: 3 }, WORDS));
    expect(lists(down)[0]).toBe("name email phone");
    const up = done(TICKET, acts.moveFields(TICKET, ["email"], { section: 0, place: 0 }, WORDS));
    expect(lists(up)[0]).toBe("email phone name");
    const over = done(TICKET, acts.moveFields(TICKET, ["kind"], { section: 0, place: 1 }, WORDS));
    expect(lists(over)).toEqual(["phone kind name email", "note"]);
    expect(keys(over)).toEqual(["phone", "kind", "name", "email", "note"]);
  });

  it("moves several at once, together", () => {
    const after = done(
      TICKET,
      acts.moveFields(TICKET, ["phone", "email"], { section: 1, place: 1 }, WORDS),
    );
    expect(lists(after)).toEqual(["name", "kind phone email note"]);
  });

  it("does nothing where a control stands already", () => {
    expect(acts.moveFields(TICKET, ["name"], { section: 0, place: 1 }, WORDS)).toBeNull();
    expect(acts.moveFields(TICKET, ["name"], { section: 0, place: 2 }, WORDS)).toBeNull();
  });

  it("nudges by key, over the edge of a section too", () => {
    expect(lists(done(TICKET, acts.nudgeFields(TICKET, ["name"], -1, WORDS)))[0]).toBe(
      "name phone email",
    );
    expect(lists(done(TICKET, acts.nudgeFields(TICKET, ["name"], 1, WORDS)))[0]).toBe(
      "phone email name",
    );
    expect(lists(done(TICKET, acts.nudgeFields(TICKET, ["email"], 1, WORDS)))).toEqual([
      "phone name",
      "email kind note",
    ]);
    expect(lists(done(TICKET, acts.nudgeFields(TICKET, ["kind"], -1, WORDS)))[0]).toBe(
      "phone name email kind",
    );
    expect(acts.nudgeFields(TICKET, ["phone"], -1, WORDS)).toBeNull();
    expect(acts.nudgeFields(TICKET, ["note"], 1, WORDS)).toBeNull();
  });

  it("deletes a control with what refers to it", () => {
    const after = done(TICKET, acts.removeFields(TICKET, ["name", "kind"]));
    expect(lists(after)).toEqual(["phone email", "note"]);
    expect(after.title).toBeUndefined();
    expect(after).toMatchObject({
      fields: { phone: { fill: { set: { email: "email" } } } },
      service: { first_contact: { customer: "phone" } },
    });
    expect(acts.removeFields(TICKET, ["name"]).select).toEqual([["fields", "email"]]);
    expect(acts.removeFields(TICKET, ["note"]).select).toEqual([["fields", "kind"]]);
    expect(keys(done(TICKET, acts.removeFields(TICKET, inOrder(TICKET))))).toEqual([]);
  });

  it("copies with keys of their own; references follow as far as they can", () => {
    const pieces = ["phone", "name"].map((key) => ({
      key,
      settings: (TICKET.fields as Record<string, Document>)[key] as Document,
    }));
    const copies = acts.copiesOf(TICKET, pieces, unused, (label) => label);
    expect(copies.map((each) => each.key)).toEqual(["phone_2", "name_2"]);
    expect(copies[0]?.settings.fill).toMatchObject({ set: { name_2: "name", email: "email" } });
    const after = done(TICKET, acts.insertFields(TICKET, copies, { section: 0, place: 2 }, WORDS));
    expect(lists(after)[0]).toBe("phone name phone_2 name_2 email");
    const elsewhere = acts.copiesOf(PLAIN, pieces, unused, (label) => label);
    expect(elsewhere[0]?.settings.fill).toMatchObject({ set: { name: "name" } });
    done(PLAIN, acts.insertFields(PLAIN, elsewhere, null, WORDS));
  });

  it("sets, clears and changes settings; a default goes with its option", () => {
    const set = (key: string, name: string, value: unknown) =>
      done(TICKET, { operations: [acts.setField(TICKET, key, name, value)] });
    expect(set("note", "required", true)).toMatchObject({ fields: { note: { required: true } } });
    expect(set("phone", "required", null)).not.toHaveProperty("fields.phone.required");
    const options = { complaint: { "zh-CN": "投诉" } };
    expect(set("kind", "options", options)).not.toHaveProperty("fields.kind.default");
    const kept = { product: { "zh-CN": "产品" }, other: { "zh-CN": "其他" } };
    expect(set("kind", "options", kept)).toHaveProperty("fields.kind.default", "product");
    expect(set("phone", "fill", null)).not.toHaveProperty("fields.phone.fill");
  });

  it("renames keys with all that names them", () => {
    const field = done(TICKET, acts.renameField("name", "customer_name"));
    expect(field.title).toBe("customer_name");
    expect(lists(field)[0]).toBe("phone customer_name email");
    expect(field).toMatchObject({
      fields: { phone: { fill: { set: { customer_name: "name" } } } },
    });
    const contact = done(TICKET, acts.renameField("kind", "problem"));
    expect(contact).toMatchObject({ service: { first_contact: { problem: "problem" } } });
    const option = done(TICKET, { operations: [acts.renameOption("kind", "product", "question")] });
    expect(option).toHaveProperty("fields.kind.default", "question");
  });

  it("changes the type and keeps what both types have", () => {
    const kind = (TICKET.fields as Record<string, Document>).kind as Document;
    const known = new Set(["label", "options", "required", "default"]);
    const start = { options: { low: "低" }, default: "low" };
    const made = acts.retyped(kind, "select", known, false, start, true);
    expect(made).toMatchObject({ type: "select", options: kind.options });
    expect(made.default).toBeUndefined();
    const anew = acts.retyped(kind, "status", known, false, start, false);
    expect(anew).toMatchObject({ type: "status", options: { low: "低" }, default: "low" });
    done(TICKET, {
      operations: [{ do: "change", element: "field", at: ["kind"], value: made }],
    });
  });

  it("adds a section, which takes what stands below it", () => {
    const split = done(
      TICKET,
      acts.insertSection(TICKET, { section: 0, place: 1 }, "新", 1, WORDS),
    );
    expect(lists(split)).toEqual(["phone", "name email", "kind note"]);
    const top = done(TICKET, acts.insertSection(TICKET, { section: 1, place: 0 }, "新", 2, WORDS));
    expect(lists(top)).toEqual(["phone name email", "", "kind note"]);
    expect(top).toHaveProperty("layout.1.columns", 2);
    const end = done(TICKET, acts.insertSection(TICKET, null, "新", 1, WORDS));
    expect(lists(end)).toEqual(["phone name email", "kind note", ""]);
    const empty: Document = { name: "空", fields: {} };
    expect(lists(done(empty, acts.insertSection(empty, null, "新", 1, WORDS)))).toEqual([""]);
    expect(lists(done(PLAIN, acts.insertSection(PLAIN, null, "新", 1, WORDS)))).toEqual([
      "a b",
      "",
    ]);
  });

  it("changes, moves, dissolves and deletes sections", () => {
    done(TICKET, { operations: [acts.changeSection(0, { section: "联系人" })] });
    done(TICKET, { operations: [acts.changeSection(0, { columns: null })] });
    const moved = done(TICKET, acts.moveSection(TICKET, 1, 0));
    expect(lists(moved)).toEqual(["kind note", "phone name email"]);
    expect(keys(moved)).toEqual(["kind", "note", "phone", "name", "email"]);
    expect(acts.moveSection(TICKET, 0, -1)).toBeNull();
    expect(lists(done(TICKET, acts.dissolveSection(TICKET, 1)))).toEqual([
      "phone name email kind note",
    ]);
    expect(lists(done(TICKET, acts.dissolveSection(TICKET, 0)))).toEqual([
      "phone name email kind note",
    ]);
    expect(lists(done(TICKET, acts.removeSection(TICKET, 0)))).toEqual(["kind note"]);
  });

  it("changes the whole form: name, title, numbers, public link, targets", () => {
    for (const values of [
      { name: { "zh-CN": "工单", en: "Ticket" } },
      { title: null },
      { number: { prefix: "GD", date: "yyyyMMdd", digits: 4, reset: "day" } },
      { public: { slug: "ticket" } },
      { service: null },
    ]) {
      done(TICKET, { operations: [acts.changeForm(values)] });
    }
  });
});

describe("keys", () => {
  it("are English or pinyin of the label, free, and never one of the table's own columns", () => {
    expect(acts.freeKey(TICKET, "水表型号", unused, "text")).toBe("shui_biao_xing_hao");
    expect(acts.freeKey(TICKET, "Serial No.", unused, "text")).toBe("serial_no");
    expect(acts.freeKey(TICKET, "Number", unused, "text")).toBe("number_2");
    expect(acts.freeKey(TICKET, "phone", unused, "text")).toBe("phone_2");
    expect(acts.freeKey(TICKET, "??", unused, "text")).toBe("text");
    expect(acts.freeKey(TICKET, "型号", (key) => key === "model", "text")).toBe("model_2");
    const long = acts.freeKey(TICKET, "很长很长很长很长很长很长很长的一个字段名称", unused, "text");
    expect(long.length).toBeLessThanOrEqual(40);
    expect(long).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  it("follow their label until they are published or chosen by hand", () => {
    const before: Document = { type: "text", label: { "zh-CN": "单行文本" } };
    const old = acts.freeKey({ fields: {} }, "单行文本", unused, "text");
    const document: Document = {
      name: "x",
      fields: { [old]: { ...before, label: { "zh-CN": "产品型号" } } },
    };
    const back: Operation[] = [{ do: "change", element: "field", at: [old], value: before }];
    const key = acts.followingKey(document, old, back, unused, "zh-CN");
    expect(key).toBe("product_model");
    const chosen: Document = { name: "x", fields: { model: { ...before, label: "产品型号" } } };
    const own: Operation[] = [{ do: "change", element: "field", at: ["model"], value: before }];
    expect(acts.followingKey(chosen, "model", own, unused, "zh-CN")).toBeNull();
  });
});

describe("a long session", () => {
  it("goes back to the letter, act by act", () => {
    const session = table(TICKET);
    const states = [JSON.stringify(TICKET)];
    let seed = 11;
    const random = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    for (let turn = 0; turn < 120; turn += 1) {
      const { document, execute } = session.getState();
      const order = inOrder(document);
      const key = order[random(Math.max(order.length, 1))] ?? "phone";
      const sections = outlineOf(document).length;
      const target = { section: random(Math.max(sections, 1)), place: random(5) };
      const doings: (() => Doing)[] = [
        () => acts.insertFields(document, [{ key: `k${turn}`, settings: TEXT }], target, WORDS),
        () => acts.moveFields(document, [key], target, WORDS),
        () => acts.nudgeFields(document, [key], random(2) ? 1 : -1, WORDS),
        () => (order.length > 2 ? acts.removeFields(document, [key]) : null),
        () => acts.insertSection(document, target, "新", 1 + random(2), WORDS),
        () => acts.moveSection(document, random(sections), random(sections)),
        () => acts.dissolveSection(document, random(sections)),
        () => acts.renameField(key, `r${turn}`),
      ];
      const doing = doings[random(doings.length)]?.() ?? null;
      if (!doing || doing.operations.length === 0) continue;
      if (execute({ label: "x", operations: doing.operations }))
        states.push(JSON.stringify(session.getState().document));
    }
    expect(states.length).toBeGreaterThan(60);
    expect(new Set(inOrder(session.getState().document)).size).toBe(
      inOrder(session.getState().document).length,
    );
    for (const state of states.toReversed().slice(1)) {
      session.getState().undo();
      expect(JSON.stringify(session.getState().document)).toBe(state);
    }
  });
});
