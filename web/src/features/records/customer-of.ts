import type { Form, RecordDetail, Values } from "../../api/types";
import { fillsPerson, nameField } from "../../app/usual-list";

export interface CustomerFields {
  /** Full or short key of the form customers are kept in; none when the form names none. */
  form: string | null;
  /** Field of that form that tells customers apart, and the field of this form that holds it. */
  match: string | null;
  key: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  /** Whether what fills this form is a person: looked up by a phone number or an address, not a device by its number. */
  person: boolean;
}

/** Which fields of a form say who the customer is: those filled from a customer form, else by their types. */
export function customerFields(form: Form): CustomerFields {
  const filling = form.fields.find(fillsPerson) ?? form.fields.find((field) => field.fill);
  const fill = filling?.fill;
  const phone = form.fields.find((field) => field.type === "mobile")?.key ?? null;
  const email = form.fields.find((field) => field.type === "email")?.key ?? null;
  return {
    form: fill?.form ?? null,
    match: fill?.match ?? null,
    key: filling?.key ?? null,
    name: nameField(form),
    phone,
    email,
    person: filling === undefined || fillsPerson(filling),
  };
}

/** The field of an address where it is missing and the reader may fill it in. */
export function fieldToFill(record: RecordDetail, field: string | null): string | null {
  if (!field || textOf(record.values, field)) return null;
  const may = record.access.can.includes("update") && record.access.fields[field] === "write";
  return may ? field : null;
}

/** The field in which the customer says what it is about. */
export function firstWords(form: Form): string | null {
  return form.fields.find((field) => field.type === "multiline" && !field.internal)?.key ?? null;
}

export function textOf(values: Values, key: string | null): string {
  const value = key ? values[key] : null;
  return typeof value === "string" ? value : "";
}
