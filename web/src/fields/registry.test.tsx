import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  checkField,
  type FieldDefinition,
  FieldFrame,
  type FieldValue,
  fieldKinds,
  fieldTexts,
  kindOf,
  translator,
} from "./index";

afterEach(cleanup);

const t = translator(fieldTexts.en);

function field(type: string, more: Partial<FieldDefinition> = {}): FieldDefinition {
  return { key: type, type, label: `Label of ${type}`, required: false, ...more };
}

const options = [
  { key: "one", label: "First" },
  { key: "two", label: "Second" },
];

const samples: Record<string, FieldValue> = {
  text: "words",
  multiline: "words\nand words",
  mobile: "13800138000",
  email: "someone@example.com",
  radio: "one",
  priority: "two",
  status: "one",
  member: "0192",
  files: ["f1"],
  integer: 12,
  decimal: 12.5,
  money: "1234.50",
  percent: 12.5,
  date: "2026-02-28",
  date_time: "2026-02-28T06:30:00.000Z",
  select: "one",
  multi_select: ["one", "two"],
  checkboxes: ["two"],
  switch: true,
  link: "0192",
  landline: "010-62345678",
  auto_number: "GD0001",
  note: null,
  divider: null,
};

/** Fields that ask for nothing: the server gives their value, or they only stand in the layout. */
const records = { "0192": { form: "app.customer", number: "C1", title: "Acme" } };
const silent = ["auto_number", "note", "divider"];
const more: Partial<FieldDefinition> = { options, places: 2, form: "app.customer", text: "words" };

describe("every field type", () => {
  it("stands in the kit", () => {
    expect([...fieldKinds.keys()].sort()).toEqual(Object.keys(samples).sort());
  });

  for (const [type, kind] of fieldKinds) {
    it(`${type} accepts its sample and asks for a missing answer in both languages`, () => {
      const definition = field(type, more);
      expect(checkField(samples[type] ?? null, definition)).toBeNull();
      expect(checkField(null, definition)).toBeNull();
      const problem = checkField(null, { ...definition, required: true });
      if (silent.includes(type)) {
        expect(problem).toBeNull();
        return;
      }
      expect(problem?.code).toBe(`missing_${kind.ask}`);
      for (const texts of Object.values(fieldTexts)) {
        expect(texts).toHaveProperty([`problem.${problem?.code}`]);
      }
    });

    for (const size of silent.includes(type) ? [] : (["touch", "compact"] as const)) {
      it(`${type} ties label, help and error to its control (${size})`, () => {
        const definition = field(type, { ...more, required: true, help: "A few words of help" });
        const { container } = render(
          <FieldFrame
            id="it"
            field={definition}
            value={null}
            onChange={() => undefined}
            error="Something is wrong"
            size={size}
          />,
        );
        const named =
          kind.role === "label"
            ? screen.getByLabelText(/Label of/)
            : container.querySelector('[aria-labelledby="it-label"]');
        expect(named).not.toBeNull();
        const wrong = container.querySelector('[aria-invalid="true"]');
        if (type !== "files") {
          expect(wrong?.getAttribute("aria-describedby")).toBe("it-help it-error");
        }
        expect(container.querySelector("#it-error")?.textContent).toBe("Something is wrong");
        expect(container.querySelector("#it-help")?.textContent).toBe("A few words of help");
      });
    }

    it(`${type} shows its value without an input when it may only be read`, () => {
      const { container } = render(
        <FieldFrame
          field={field(type, { ...more, access: "read" })}
          value={samples[type] ?? null}
          onChange={() => undefined}
        />,
      );
      expect(container.querySelector("input,textarea,select,[role=combobox]")).toBeNull();
    });

    it(`${type} says its value in a line of words, and nothing of no value`, () => {
      const around = { language: "en" as const, t, people: { "0192": { name: "Li Na" } }, records };
      const definition = field(type, more);
      expect(kind.text(null, definition, around)).toBe("");
      const said = kind.text(samples[type] ?? null, definition, around);
      expect(said === "").toBe(kind.layout === true);
      expect(said).not.toContain("\n\n");
    });
  }
});

describe("answers", () => {
  it("are reported as they are stored", () => {
    const onChange = vi.fn();
    render(<FieldFrame field={field("mobile")} value="138001" onChange={onChange} />);
    fireEvent.change(screen.getByLabelText("Label of mobile"), {
      target: { value: "138 0013" },
    });
    expect(onChange).toHaveBeenCalledWith("1380013");
  });

  it("of an optional choice can be taken back, of a required one not", () => {
    const onChange = vi.fn();
    const { rerender } = render(
      <FieldFrame field={field("radio", { options })} value="one" onChange={onChange} />,
    );
    fireEvent.click(screen.getByLabelText("First"));
    expect(onChange).toHaveBeenCalledWith(null);
    onChange.mockClear();
    rerender(
      <FieldFrame
        field={field("radio", { options, required: true })}
        value="one"
        onChange={onChange}
      />,
    );
    fireEvent.click(screen.getByLabelText("First"));
    expect(onChange).not.toHaveBeenCalled();
  });

  it("are checked by what the field allows", () => {
    expect(checkField("12345", field("mobile"))).toEqual({ code: "phone" });
    expect(checkField("nobody@", field("email"))).toEqual({ code: "email" });
    expect(checkField("someone@example", field("email"))).toEqual({ code: "email" });
    expect(checkField("gone", field("radio", { options }))).toEqual({ code: "option" });
    expect(checkField("四个字符😀", field("text", { max_length: 4 }))).toEqual({
      code: "too_long",
      values: { limit: 4, over: 1 },
    });
    expect(checkField(["a", "b"], field("files", { max_files: 1 }))).toEqual({
      code: "too_many_files",
      values: { limit: 1 },
    });
    expect(checkField("   ", field("text", { required: true }))?.code).toBe("missing_enter");
  });

  it("come from the address by key or label", () => {
    expect(kindOf(field("radio")).fromText?.("Second", field("radio", { options }))).toBe("two");
    expect(kindOf(field("radio")).fromText?.("none", field("radio", { options }))).toBeNull();
    expect(kindOf(field("mobile")).fromText?.("+86 13800138000", field("mobile"))).toBe(
      "13800138000",
    );
    expect(kindOf(field("files")).fromText).toBeUndefined();
  });
});

describe("a type this page does not know", () => {
  it("shows a note and stands in nobody's way", () => {
    const unknown = field("hologram", { required: true });
    render(<FieldFrame field={unknown} value={null} onChange={() => undefined} />);
    expect(screen.getByText(/不支持这种字段/)).toBeTruthy();
    expect(checkField(null, unknown)).toBeNull();
  });
});

describe("a type without a look of its own", () => {
  const plate = field("plate", { drawn_as: "text", required: true });

  it("is asked for and shown like the type whose look it shares", () => {
    render(<FieldFrame field={plate} value="粤B12345" onChange={() => undefined} />);
    expect(screen.getByRole("textbox", { name: /plate/ })).toHaveProperty("value", "粤B12345");
    expect(kindOf(plate)).toBe(fieldKinds.get("text"));
    expect(checkField(null, plate)?.code).toBe("missing_enter");
  });

  it("has a file of its own before it shares one", () =>
    expect(kindOf(field("mobile", { drawn_as: "text" }))).toBe(fieldKinds.get("mobile")));
});

describe("texts", () => {
  it("fill slots and know one from many", () => {
    expect(t("multiline.left", { count: 3 })).toBe("3 characters left");
    expect(t("multiline.left", { count: 1 })).toBe("One character left");
    expect(t("no.such.text")).toBe("no.such.text");
  });
});
