// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Field, Form } from "../../api/types";
import { allColumns, fittingColumns, shownColumns, usualColumns } from "./columns";

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
});
