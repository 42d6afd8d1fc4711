import { describe, expect, it } from "vitest";
import type { FieldDefinition } from "../../fields";
import { checkAnswers, defaultsOf, minutesToFill, prefilled, sectionsOf, toSend } from "./answers";

const text = (key: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  key,
  type: "text",
  label: key,
  required: false,
  access: "write",
  ...more,
});

const urgency: FieldDefinition = {
  key: "urgency",
  type: "priority",
  label: "Urgency",
  required: false,
  default: "normal",
  options: [
    { key: "normal", label: "普通" },
    { key: "urgent", label: "紧急" },
  ],
};
const status = text("status", { access: "read", required: true, default: "new" });

describe("the fields of a form", () => {
  it("stand in the order of the layout, forgotten ones last, empty sections not at all", () => {
    const sections = sectionsOf({
      fields: [text("a"), text("b"), text("c")],
      layout: [
        { section: "Second first", fields: ["b", "gone"] },
        { section: "Nothing left", fields: ["gone"] },
        { section: "First", fields: ["a"] },
      ],
    });
    expect(sections.map((section) => [section.title, section.fields.map((f) => f.key)])).toEqual([
      ["Second first", ["b"]],
      ["First", ["a"]],
      [null, ["c"]],
    ]);
  });

  it("start with their defaults and what the address says", () => {
    expect(defaultsOf([urgency, text("a")])).toEqual({ urgency: "normal" });
    expect(
      prefilled("?a=%20x&urgency=%E7%B4%A7%E6%80%A5&status=closed&lang=en&b=", [
        text("a"),
        text("b"),
        urgency,
        status,
      ]),
    ).toEqual({ a: " x", urgency: "urgent" });
  });

  it("tell how long filling in takes", () => {
    expect(minutesToFill([text("a"), status])).toBe(1);
    expect(minutesToFill(Array.from({ length: 18 }, (_, n) => text(`f${n}`)))).toBe(3);
  });
});

describe("answers", () => {
  it("are sent without blanks, empty ones and what may only be read", () => {
    const fields = [text("a"), text("b"), text("c"), status];
    expect(toSend(fields, { a: " x ", b: "  ", c: null, status: "new" })).toEqual({ a: "x" });
  });

  it("say so when a default was taken away", () => {
    expect(toSend([urgency], { urgency: null })).toEqual({ urgency: null });
  });

  it("are checked in the order of the page; read-only fields are not", () => {
    const fields = [text("a", { required: true }), status, text("b", { required: true })];
    expect([...checkAnswers(fields, {}, {}).keys()]).toEqual(["a", "b"]);
  });

  it("wait for files that are on their way or stuck", () => {
    const files = [text("f", { type: "files" })];
    expect(checkAnswers(files, {}, { f: { sending: 1, failed: 0 } }).get("f")?.code).toBe(
      "files_sending",
    );
    expect(checkAnswers(files, {}, { f: { sending: 1, failed: 2 } }).get("f")).toEqual({
      code: "files_failed",
      values: { count: 2 },
    });
    expect(checkAnswers(files, {}, { f: { sending: 0, failed: 0 } }).size).toBe(0);
  });
});
