/**
 * The filter tree evaluated in the browser, exactly as the server does in the database and in memory: two-valued, an
 * empty field matches no positive operator and every negative one. Needs nothing else, so the portal may use it too.
 */
import { dayOf, millisecondsOf, windowOf } from "./period";
import { type Comparable, compare, type Instant, isEmpty, type Kind, read } from "./values";

export type { Kind } from "./values";

/** A filter as it is written in definitions and sent over the line. */
export type FilterTree =
  | { all: FilterTree[] }
  | { any: FilterTree[] }
  | { not: FilterTree }
  | { field: string; op: string; value?: unknown };

/** What a filter is asked about: how the fields compare, and what its relative words mean. */
export interface Asking {
  kinds: Record<string, Kind>;
  /** ISO 8601 with zone. */
  now?: string;
  /** The organization's time zone. */
  zone?: string;
  me?: string | null;
  teams?: string[];
}

type Values = Record<string, unknown>;
type Leaf = { field: string; op: string; value?: unknown };

const NEGATIVE: Record<string, string> = {
  ne: "eq",
  not_in: "in",
  not_contains: "contains",
  empty: "filled",
};
const CHOICE = ["empty", "filled", "eq", "ne", "in", "not_in"];
const ORDER = ["lt", "le", "gt", "ge", "between"];
const TIME = ["empty", "filled", "eq", "ne", ...ORDER, "within"];
const OPERATORS: Record<Kind, string[]> = {
  text: [...CHOICE, "contains", "not_contains", "starts", "ends"],
  number: [...CHOICE, ...ORDER],
  date: TIME,
  instant: TIME,
  id: CHOICE,
  person: CHOICE,
  team: CHOICE,
  boolean: ["empty", "filled", "eq", "ne"],
  list: ["empty", "filled", "contains", "not_contains", "in", "not_in"],
};

/** Whether a record matches. What cannot be asked, such as an unknown field, counts as a field without a value. */
export function matches(filter: FilterTree, values: Values, asking: Asking): boolean {
  if ("all" in filter) return filter.all.every((part) => matches(part, values, asking));
  if ("any" in filter) return filter.any.some((part) => matches(part, values, asking));
  if ("not" in filter) return !matches(filter.not, values, asking);
  const positive = NEGATIVE[filter.op];
  return positive === undefined
    ? passes(filter, filter.op, values, asking)
    : !passes(filter, positive, values, asking);
}

function passes(leaf: Leaf, op: string, values: Values, asking: Asking): boolean {
  const kind = asking.kinds[leaf.field];
  if (kind === undefined || !OPERATORS[kind].includes(leaf.op)) return false;
  const raw = values[leaf.field];
  if (op === "filled") return !isEmpty(raw);
  const left = isEmpty(raw) ? undefined : read(kind, raw);
  if (left === undefined) return false;
  const { value } = leaf;
  if (op === "within") return within(left, kind, value, asking);
  if (op === "starts" || op === "ends" || (op === "contains" && kind === "text")) {
    return typeof value === "string" && holds(op, lower(left as string), lower(value));
  }
  if (op === "contains") return hasAny(left, [value]);
  if (op === "in") return oneOf(left, kind, value, asking);
  const test = (name: string, operand: unknown) => {
    const right = operandOf(operand, kind, values, asking);
    return right !== undefined && follows(name, compare(left, right));
  };
  if (op !== "between") return test(op, value);
  return Array.isArray(value) && test("ge", value[0]) && test("le", value[1]);
}

function holds(op: string, whole: string, part: string): boolean {
  if (op === "starts") return whole.startsWith(part);
  return op === "ends" ? whole.endsWith(part) : whole.includes(part);
}

/** Letter by letter, as the database does: no letter becomes two, none looks at its neighbors. */
function lower(text: string): string {
  return Array.from(text, (each) => Array.from(each.toLowerCase())[0]).join("");
}

function hasAny(left: Comparable, wanted: unknown[]): boolean {
  return Array.isArray(left) && wanted.some((each) => left.includes(each as string));
}

function oneOf(left: Comparable, kind: Kind, value: unknown, asking: Asking): boolean {
  const mine = isWord(value, "my", "teams") && (kind === "team" || kind === "id");
  const wanted = mine ? (asking.teams ?? []) : value;
  if (!Array.isArray(wanted)) return false;
  if (kind === "list") return hasAny(left, wanted);
  return wanted.some((each) => {
    const right = constant(each, kind, asking);
    return right !== undefined && compare(left, right) === 0;
  });
}

function isWord(value: unknown, key: string, word: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.keys(value).length === 1 &&
    (value as Values)[key] === word
  );
}

function constant(value: unknown, kind: Kind, asking: Asking): Comparable | undefined {
  if (!isWord(value, "me", true)) return read(kind, value);
  const person = kind === "person" || kind === "id";
  return person && asking.me ? read(kind, asking.me) : undefined;
}

function operandOf(
  value: unknown,
  kind: Kind,
  values: Values,
  asking: Asking,
): Comparable | undefined {
  if (typeof value !== "object" || value === null || !("field" in value)) {
    return constant(value, kind, asking);
  }
  const other = value.field;
  if (typeof other !== "string" || base(asking.kinds[other]) !== base(kind)) {
    return undefined;
  }
  return isEmpty(values[other]) ? undefined : read(kind, values[other]);
}

function base(kind: Kind | undefined): Kind | undefined {
  return kind === "person" || kind === "team" ? "id" : kind;
}

function follows(op: string, order: number): boolean {
  switch (op) {
    case "eq":
      return order === 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "gt":
      return order > 0;
    default:
      return op === "ge" && order >= 0;
  }
}

function within(left: Comparable, kind: Kind, value: unknown, asking: Asking): boolean {
  const zone = asking.zone ?? "UTC";
  const now = asking.now === undefined ? Number.NaN : millisecondsOf(asking.now);
  if (Number.isNaN(now)) return false;
  const window = windowOf(value, now, zone);
  if (window === undefined) return false;
  const { start, end, unit } = window;
  if (kind === "date") {
    if (unit === "hour") return false;
    const day = left as string;
    return (
      (start === undefined || day >= dayOf(start, zone)) &&
      (end === undefined || day < dayOf(end, zone))
    );
  }
  const { at } = left as Instant;
  return (start === undefined || at >= start) && (end === undefined || at < end);
}
