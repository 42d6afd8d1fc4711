// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Field, Form } from "../../api/types";
import {
  allColumns,
  fittingColumns,
  shownColumns,
  showsPromises,
  sortKey,
  usualColumns,
} from "./columns";

const field = (key: string, type: string) => ({ key, type, label: key }) as Field;
const form = {
  key: "desk.ticket",
  case: true,
  title_field: "words",
  fields: [
    field("tel", "mobile"),
    field("who", "text"),
    field("kind", "radio"),
    field("urgency", "priority"),
    field("words", "multiline"),
    field("status", "status"),
    field("person", "member"),
  ],
} as unknown as Form;
const keys = (columns: { key: string }[]) => columns.map((column) => column.key);

describe("the columns of a list", () => {
  it("begin with what is decided first", () => {
    expect(usualColumns(form)).toEqual([
      "number",
      "title",
      "status",
      "person",
      "due",
      "kind",
      "who",
    ]);
  });

  it("always have the title, and nothing that is not there", () => {
    expect(keys(shownColumns(form, ["tel", "gone"]))).toEqual(["title", "tel"]);
    expect(keys(allColumns(form))).not.toContain("words");
  });

  it("give way to a record beside the list, the limit of a ticket last", () => {
    const shown = shownColumns(form, null);
    expect(keys(fittingColumns(shown, {}, 680))).toEqual(["number", "title", "status", "due"]);
    expect(keys(fittingColumns(shown, {}, 100))).toEqual(["title", "due"]);
    expect(keys(fittingColumns(shown, { status: 300 }, 680))).toEqual([
      "number",
      "title",
      "person",
      "due",
    ]);
  });

  it("have those of what is promised, each to be sorted by", () => {
    const clocks = ["first_response", "next_response", "resolution"];
    const promises = { clocks, levels: [{ key: "red", name: "红", color: "red" }] };
    const promising = { ...form, promises } as unknown as Form;
    const every = [
      "answer_due",
      "first_response_due",
      "next_response_due",
      "resolution_due",
      "promise_level",
      "promise_missed",
    ];
    const found = allColumns(promising);
    expect(keys(found)).toEqual(expect.arrayContaining(every));
    for (const column of found.filter(({ key }) => key === "due" || every.includes(key)))
      expect([column.sortable, sortKey(column)]).toEqual([true, column.key]);
    expect(showsPromises(promising, shownColumns(promising, null))).toBe(false);
    expect(showsPromises(promising, shownColumns(promising, ["number", "answer_due"]))).toBe(true);
  });

  it("leave out what is not promised, and a key that is a field's", () => {
    const promises = { clocks: ["resolution"], levels: [] };
    const own = { ...form, promises } as unknown as Form;
    expect(keys(allColumns(own)).slice(-2)).toEqual(["resolution_due", "promise_missed"]);
    const named = { ...own, fields: [...form.fields, field("resolution_due", "text")] } as Form;
    const found = allColumns(named).filter(({ key }) => key === "resolution_due");
    expect(found.map((column) => column.field?.type)).toEqual(["text"]);
    expect(keys(allColumns(form))).not.toContain("promise_missed");
  });
});
