/** Which values a field type has and what they may be compared with; the same as the server's table of operators. */
import { kindOf } from "../../fields";
import type { Family, InputField } from "./model";

const EMPTINESS = ["empty", "filled"];
const CHOICE = ["eq", "ne", "in", "not_in", ...EMPTINESS];
const TEXT = [
  "eq",
  "ne",
  "contains",
  "not_contains",
  "starts",
  "ends",
  "in",
  "not_in",
  ...EMPTINESS,
];
const ORDER = ["gt", "ge", "lt", "le", "between"];
const TIME = ["within", ...ORDER, "eq", "ne", ...EMPTINESS];

const OPERATORS: Record<Family, readonly string[]> = {
  text: TEXT,
  choice: CHOICE,
  number: ["eq", "ne", ...ORDER, "in", "not_in", ...EMPTINESS],
  date: TIME,
  instant: TIME,
  id: CHOICE,
  person: CHOICE,
  team: CHOICE,
  boolean: ["eq", "ne", ...EMPTINESS],
  list: ["contains", "not_contains", "in", "not_in", ...EMPTINESS],
  files: EMPTINESS,
  sealed: CHOICE,
};

/** What is no field of a form: system columns, and columns of data that are not forms. */
const OF_COLUMN: Record<string, Family> = {
  person: "person",
  team: "team",
  id: "id",
  number: "number",
  instant: "instant",
  datetime: "instant",
  boolean: "boolean",
  multiselect: "list",
};

/** How the field's values compare; undefined for one that holds none, such as a divider. */
export function familyOf(field: InputField): Family | undefined {
  const family = field.family ?? OF_COLUMN[field.type] ?? familyOfKind(field);
  return family === "text" && field.options?.length ? "choice" : family;
}

function familyOfKind(field: InputField): Family | undefined {
  const kind = kindOf(field);
  if (kind.compares === "text" && kind.ask === "choose") return "choice";
  return kind.ask === "add" ? "files" : (kind.compares ?? undefined);
}

/** Operators in the order in which they are offered. */
export function operatorsOf(family: Family): readonly string[] {
  return OPERATORS[family];
}

/** Two fields that are worth comparing with each other. */
export function comparable(one: Family, other: Family): boolean {
  return one === other && one !== "list" && one !== "files" && one !== "id" && one !== "sealed";
}

/** Which words the operators of a family are said in. */
export function voiceOf(family: Family): "same" | "number" | "time" | "list" {
  if (family === "number") return "number";
  if (family === "date" || family === "instant") return "time";
  return family === "list" || family === "files" ? "list" : "same";
}

/** Operators that compare with the value of another field, too. */
export const WITH_FIELD: ReadonlySet<string> = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);
export const WITHOUT_VALUE: ReadonlySet<string> = new Set(EMPTINESS);
export const WITH_LIST: ReadonlySet<string> = new Set(["in", "not_in"]);
