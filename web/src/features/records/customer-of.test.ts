// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { Field, Form } from "../../api/types";
import { customerFields, firstWords } from "./customer-of";

function field(key: string, type: Field["type"], more: Partial<Field> = {}): Field {
  return {
    key,
    type,
    label: key,
    help: null,
    placeholder: null,
    required: false,
    internal: false,
    access: "write",
    ...more,
  };
}

function form(fields: Field[]): Form {
  return {
    key: "desk.ticket",
    name: "",
    version: 1,
    title_field: null,
    case: true,
    can: [],
    policies: [],
    promises: { clocks: [], levels: [] },
    public: null,
    fields,
    layout: [],
    views: [],
  };
}

describe("who the customer of a record is", () => {
  it("is told by the fields that are filled from the customer form", () => {
    const fill = { form: "customer", match: "phone", set: { mail: "email", who: "name" } };
    const found = customerFields(
      form([
        field("topic", "text"),
        field("tel", "mobile", { fill }),
        field("who", "text"),
        field("mail", "email"),
      ]),
    );
    expect(found).toEqual({
      form: "customer",
      match: "phone",
      key: "tel",
      name: "who",
      phone: "tel",
      email: "mail",
      person: true,
    });
  });

  it("is not the device that is looked up by its number", () => {
    const fill = { form: "device", match: "number", set: { place: "place" } };
    const found = customerFields(
      form([
        field("device", "text", { fill }),
        field("place", "text"),
        field("reporter", "text"),
        field("tel", "mobile"),
      ]),
    );
    expect(found).toMatchObject({ form: "device", key: "device", name: "reporter", person: false });
  });

  it("is guessed from the types when the form names no customer form", () => {
    const found = customerFields(form([field("caller", "text"), field("tel", "mobile")]));
    expect(found).toMatchObject({ form: null, key: null, name: "caller", phone: "tel" });
  });

  it("takes the first long text a customer may write for their words", () => {
    const words = firstWords(
      form([field("solution", "multiline", { internal: true }), field("text", "multiline")]),
    );
    expect(words).toBe("text");
  });
});
