import { kindOf } from "../fields";
import type { FilterTree } from "../language/filter";

/** What the list of a form needs to know of a field. */
export interface ListField {
  key: string;
  type: string;
  drawn_as?: string | null;
  options?: readonly { key: string; category?: string | null }[] | null;
  internal?: boolean;
  fill?: { set: Readonly<Record<string, string>> } | null;
}

/** A form as its list sees it, live or still a draft. */
export interface ListForm {
  /** Its records are tickets. */
  case: boolean;
  title_field: string | null;
  fields: readonly ListField[];
  /** What is promised to its tickets. */
  promises?: { clocks: readonly string[]; levels: readonly { key: string }[] } | undefined;
}

/** The column that stands for the record itself; it cannot be hidden. */
export const TITLE = "title";
/** The nearest limit of a ticket. */
export const DUE = "due";
/** The limit of the first or the next response, whichever is to be kept. */
export const ANSWER_DUE = "answer_due";
/** The furthest level that a promise has reached. */
export const LEVEL = "promise_level";
/** Whether any promise was missed. */
export const MISSED = "promise_missed";
/** Columns that no field of the form stands behind; their names are texts `list.column.…`. */
export const SYSTEM = ["number", DUE, "created_at", "updated_at"] as const;

/** The columns of single promises: a form has those of what it promises, where no field of its own has the key. */
export function promiseColumns({ promises, fields }: ListForm): string[] {
  if (!promises || promises.clocks.length === 0) return [];
  const has = (clock: string) => promises.clocks.includes(clock);
  return [
    ...(has("first_response") && has("next_response") ? [ANSWER_DUE] : []),
    ...promises.clocks.map((clock) => `${clock}_due`),
    ...(promises.levels.length > 0 ? [LEVEL] : []),
    MISSED,
  ].filter((key) => !fields.some((field) => field.key === key));
}

/** What conditions ask of promises: the nearest limit as well, where no field of its own has that key. */
export function promiseConditions(form: ListForm): string[] {
  const columns = promiseColumns(form);
  const nearest = columns.length > 0 && !form.fields.some((field) => field.key === DUE);
  return nearest ? [DUE, ...columns] : columns;
}

const MOST = 6;
/** Types of fields by which a person is known. */
const REACHED_BY: readonly string[] = ["mobile", "landline", "email"];

/** The field with the customer's name: one that is filled in for them, else the first text beside a phone number. */
export function nameField({ fields }: Pick<ListForm, "fields">): string | null {
  const set = Object.keys(fields.find(fillsPerson)?.fill?.set ?? {});
  const text = (key: string) => fields.some((field) => field.key === key && field.type === "text");
  return set.find(text) ?? textNear(fields, "mobile") ?? null;
}

/** Whether a person is looked up by this field. */
export function fillsPerson({
  fill,
  type,
}: Pick<ListForm["fields"][number], "fill" | "type">): boolean {
  return Boolean(fill) && REACHED_BY.includes(type);
}

/** The text that stands nearest to the first field of a type, before it rather than behind it. */
function textNear(fields: ListForm["fields"], type: string): string | undefined {
  const at = fields.findIndex((field) => field.type === type);
  if (at < 0) return undefined;
  return fields
    .map((field, place) => ({ field, far: Math.abs(place - at) * 2 + Number(place > at) }))
    .filter(({ field }) => field.type === "text" && !field.internal && !field.fill)
    .sort((one, other) => one.far - other.far)[0]?.field.key;
}

const rankOf = (field: ListField) => kindOf(field).listed;

/** The columns of a list nobody has changed: number, title, short fields, what is decided first. */
export function usualColumns(form: ListForm): string[] {
  const name = nameField(form);
  const fields = form.fields
    .filter(
      (field) =>
        field.key !== form.title_field &&
        rankOf(field) !== undefined &&
        (!form.case ||
          (field.type !== "priority" &&
            field.type !== "email" &&
            field.type !== "mobile" &&
            (field.type !== "text" || field.key === name))),
    )
    .sort((a, b) => (form.case ? (rankOf(a) ?? 0) - (rankOf(b) ?? 0) : 0))
    .slice(0, MOST)
    .map((field) => field.key);
  if (!form.case) return ["number", TITLE, ...fields, "created_at"];
  const [status, ...rest] = fields;
  const member = form.fields.find((field) => field.type === "member")?.key;
  const others = rest.filter((key) => key !== member);
  const first = [status, member].filter((key): key is string => key !== undefined);
  return ["number", TITLE, ...first, DUE, ...others];
}

/** A tab that nobody has to make; its name is the text `list.view.WORD`. */
export interface UsualView {
  key: string;
  word: string;
  filters: FilterTree[];
}

/** What every form offers at once: all, and for tickets what is open, mine, and nobody's. */
export function usualViews(form: ListForm): UsualView[] {
  const all: UsualView = { key: "all", word: "all", filters: [] };
  const status = form.fields.find((field) => field.type === "status");
  if (!form.case || !status) {
    const mine: FilterTree = { field: "created_by", op: "eq", value: { me: true } };
    return [all, { key: "mine", word: "made_by_me", filters: [mine] }];
  }
  const keys = (...categories: string[]) =>
    (status.options ?? [])
      .filter((option) => categories.includes(option.category ?? "open"))
      .map((option) => option.key);
  const open: FilterTree = { field: status.key, op: "in", value: keys("open", "pending") };
  const found = [all, { key: "open", word: "open", filters: [open] }];
  const member = form.fields.find((field) => field.type === "member");
  if (member) {
    const mine: FilterTree = { field: member.key, op: "eq", value: { me: true } };
    const nobody: FilterTree = { field: member.key, op: "empty" };
    found.push({ key: "mine", word: "mine", filters: [open, mine] });
    found.push({ key: "nobody", word: "nobody", filters: [open, nobody] });
  }
  const solved = keys("solved");
  if (solved.length > 0) {
    const waiting: FilterTree = { field: status.key, op: "in", value: solved };
    found.push({ key: "solved", word: "solved", filters: [waiting] });
  }
  return found;
}
