/** How values compare: the kind of a field says what its JSON values mean. */
export type Kind =
  | "text"
  | "number"
  | "date"
  | "instant"
  | "id"
  | "person"
  | "team"
  | "boolean"
  | "list";

/** A value in a form in which it compares; undefined for one that does not fit its kind. */
export type Comparable = string | boolean | Decimal | Instant | string[];

/** A decimal number without loss: digits before and after the point, no needless zeros. */
export interface Decimal {
  negative: boolean;
  whole: string;
  fraction: string;
}

/** Milliseconds since 1970 in UTC, and the digits of a second behind them. */
export interface Instant {
  at: number;
  rest: string;
}

const NUMBER = /^(-?)(\d+)(?:\.(\d*))?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Nothing, an empty text or an empty list. */
export function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Read a value of a record or of a filter. */
export function read(kind: Kind, value: unknown): Comparable | undefined {
  switch (kind) {
    case "number":
      return readNumber(value);
    case "date":
      return typeof value === "string" && isDay(value) ? value : undefined;
    case "instant":
      return typeof value === "string" ? readInstant(value) : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "list":
      return Array.isArray(value) && value.every((each) => typeof each === "string")
        ? value
        : undefined;
    case "id":
    case "person":
    case "team":
      return typeof value === "string" ? value.toLowerCase() : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

function readNumber(value: unknown): Decimal | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const parts = NUMBER.exec(typeof value === "number" ? plain(value) : value);
  if (!parts) return undefined;
  const whole = (parts[2] ?? "").replace(/^0+/, "");
  const fraction = (parts[3] ?? "").replace(/0+$/, "");
  return { negative: parts[1] === "-" && whole + fraction !== "", whole, fraction };
}

/** A number without an exponent. */
function plain(value: number): string {
  const text = String(value);
  const [digits = "", exponent] = text.split("e");
  if (exponent === undefined) return text;
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  const placed =
    point <= 0
      ? `0.${"0".repeat(-point)}${all}`
      : point >= all.length
        ? all.padEnd(point, "0")
        : `${all.slice(0, point)}.${all.slice(point)}`;
  return (value < 0 ? "-" : "") + placed;
}

function isDay(text: string): boolean {
  const parts = DAY.exec(text);
  if (!parts) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function readInstant(text: string): Instant | undefined {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const digits = (parts[3] ?? "").slice(0, 6).padEnd(6, "0");
  const at = Date.parse(`${parts[1]}:${parts[2] ?? "00"}.${digits.slice(0, 3)}${parts[4]}`);
  return Number.isNaN(at) ? undefined : { at, rest: digits.slice(3) };
}

/** Less than 0, 0, or more than 0, as `left` comes before, with or after `right`; both of one kind. */
export function compare(left: Comparable, right: Comparable): number {
  if (isDecimal(left) && isDecimal(right)) return compareDecimals(left, right);
  if (isInstant(left) && isInstant(right)) {
    return left.at - right.at || order(left.rest, right.rest);
  }
  return order(left, right);
}

function order(left: unknown, right: unknown): number {
  if (left === right) return 0;
  return (left as string) < (right as string) ? -1 : 1;
}

function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const size =
    left.whole.length - right.whole.length ||
    order(left.whole, right.whole) ||
    order(left.fraction, right.fraction);
  return left.negative ? -size : size;
}

function isDecimal(value: Comparable): value is Decimal {
  return typeof value === "object" && "whole" in value;
}

function isInstant(value: Comparable): value is Instant {
  return typeof value === "object" && "rest" in value;
}
