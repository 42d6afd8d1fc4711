/**
 * The typed operations on a document, each with its inverse. Pure, and the same as `definitions/drafts/edit.py`:
 * both run the vectors of `tests/definitions/edit_vectors.json`.
 *
 * Keys of maps keep their order, so no key may look like a number; the server's keys begin with a letter.
 */

export type Step = string | number;
export type Path = readonly Step[];
export type Document = Readonly<Record<string, unknown>>;

/** One sort of element of a kind. In `path`, `*` stands for a key of a map and `#` for a place in a list. */
export interface Sort {
  name: string;
  path: readonly string[];
  named_by: readonly (readonly string[])[];
}

export interface Add {
  do: "add";
  element: string;
  at: Path;
  value: unknown;
  place?: number | null;
  /** Brings back a key that was removed before. */
  again?: boolean;
}
export interface Change {
  do: "change";
  element: string;
  at?: Path;
  /** Sets these properties; null removes one. */
  values?: Readonly<Record<string, unknown>> | null;
  /** Stands in place of the whole element. */
  value?: unknown;
}
export interface Remove {
  do: "remove";
  element: string;
  at: Path;
}
export interface Move {
  do: "move";
  element: string;
  at: Path;
  /** Counted without the element itself. */
  place: number;
}
export interface Rename {
  do: "rename";
  element: string;
  at: Path;
  key: string;
}
export type Operation = Add | Change | Remove | Move | Rename;

export interface Edited {
  document: Document;
  inverse: Operation;
}

/** The element name of the document itself. */
export const DOCUMENT = "document";
const KEY = "*";
const PLACE = "#";
const SAME = "=";
const KEYS = "@";
const KEY_BYTES = 40;
type Holder = Readonly<Record<string, unknown>> | readonly unknown[];

/** The operation does not fit the document; `code` is the server's code for it. */
export class OperationRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.name = "OperationRefused";
    this.code = code;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function goodKey(key: string, most = KEY_BYTES): boolean {
  return key.length <= most && /^[a-z][a-z0-9_]*$/.test(key);
}

/** What stands at the path; undefined when there is nothing. */
export function find(document: unknown, path: Path): unknown {
  let here = document;
  for (const step of path) {
    if (isMap(here) && typeof step === "string" && Object.hasOwn(here, step)) here = here[step];
    else if (Array.isArray(here) && typeof step === "number") here = here[step];
    else return undefined;
  }
  return here ?? undefined;
}

/** The path of the element named by the keys and places `at`; null when they do not fit. */
export function placeOf(sort: Sort, at: Path): Path | null {
  const wanted = [...at];
  const path: Step[] = [];
  for (const step of sort.path) {
    if (step !== KEY && step !== PLACE) {
      path.push(step);
      continue;
    }
    const next = wanted.shift();
    if (next === undefined || (typeof next === "string") !== (step === KEY)) return null;
    path.push(next);
  }
  return wanted.length > 0 ? null : path;
}

/** The innermost element on the way to `path`: its sort, its own path and the keys and places that name it. */
export function elementAt(
  sorts: readonly Sort[],
  path: Path,
): { sort: Sort; path: Path; at: Path } | null {
  for (let length = path.length; length > 0; length -= 1) {
    const own = path.slice(0, length);
    for (const sort of sorts) {
      const at = namedBy(sort, own);
      if (at) return { sort, path: own, at };
    }
  }
  return null;
}

function namedBy(sort: Sort, path: Path): Path | null {
  if (sort.path.length !== path.length) return null;
  const at: Step[] = [];
  for (const [index, wanted] of sort.path.entries()) {
    const step = path[index] as Step;
    if (wanted === KEY ? typeof step === "string" : wanted === PLACE && typeof step === "number")
      at.push(step);
    else if (wanted !== step) return null;
  }
  return at;
}

/** Carries out one operation on a copy. Throws OperationRefused. */
export function apply(sorts: readonly Sort[], document: Document, operation: Operation): Edited {
  const edited = applyOnce(sorts, document, operation);
  const back = applyOnce(sorts, edited.document, edited.inverse).document;
  if (same(back, document)) return edited;
  // What an element brought with it (the map that holds it, a name that others waited for) goes with it.
  return {
    document: edited.document,
    inverse: { do: "change", element: DOCUMENT, value: document },
  };
}

/** Whether two values are the same JSON, the order of keys included; shared parts cost nothing. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, place) => same(each, other[place]));
  if (!isMap(one) || !isMap(other)) return false;
  const keys = Object.keys(one);
  const others = Object.keys(other);
  return (
    keys.length === others.length &&
    keys.every((key, place) => key === others[place] && same(one[key], other[key]))
  );
}

function applyOnce(sorts: readonly Sort[], document: Document, operation: Operation): Edited {
  if (operation.element === DOCUMENT) return whole(document, operation);
  const sort = sorts.find((each) => each.name === operation.element);
  if (!sort) throw new OperationRefused("element_unknown");
  const path = placeOf(sort, operation.at ?? []);
  const last = path?.at(-1);
  if (!path || last === undefined) throw new OperationRefused("element_place_wrong");
  const at = path.slice(0, -1);
  const keyed = sort.path.at(-1) === KEY;
  let holder = find(document, at);
  if (operation.do === "add") {
    if (holder === undefined && isMap(find(document, at.slice(0, -1)))) holder = keyed ? {} : [];
    return put(document, at, add(held(holder, keyed), last, operation));
  }
  const known = held(holder, keyed);
  if (find(known, [last]) === undefined) throw new OperationRefused("element_missing");
  switch (operation.do) {
    case "change":
      return put(document, at, change(known, last, operation));
    case "remove":
      return put(document, at, remove(known, last, operation));
    case "move":
      return put(document, at, move(known, last, operation));
    case "rename": {
      const edited = put(document, at, rename(known, last, operation));
      const followed = follow(edited.document, sort, operation.at, operation.key) as Document;
      return { document: followed, inverse: edited.inverse };
    }
  }
}

interface Changed {
  value: unknown;
  inverse: Operation;
}

function held(holder: unknown, keyed: boolean): Holder {
  if (keyed ? isMap(holder) : Array.isArray(holder)) return holder as Holder;
  throw new OperationRefused("element_missing");
}

function put(document: Document, path: Path, { value, inverse }: Changed): Edited {
  return { document: replaced(document, path, value) as Document, inverse };
}

/** A copy with `value` at the path; everything beside it is shared. */
export function replaced(document: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(document) && typeof step === "number")
    return document.map((each, place) => (place === step ? replaced(each, rest, value) : each));
  const map = isMap(document) ? document : {};
  return {
    ...map,
    [step]: replaced(Object.hasOwn(map, step) ? map[step] : undefined, rest, value),
  };
}

function add(holder: Holder, last: Step, operation: Add): Changed {
  const inverse: Remove = { do: "remove", element: operation.element, at: operation.at };
  if (Array.isArray(holder)) {
    const place = Math.min(operation.place ?? holder.length, holder.length);
    return {
      value: [...holder.slice(0, place), operation.value, ...holder.slice(place)],
      inverse: { ...inverse, at: [...operation.at.slice(0, -1), place] },
    };
  }
  if (Object.hasOwn(holder, last)) throw new OperationRefused("key_taken");
  if (!goodKey(String(last))) throw new OperationRefused("key_malformed");
  const pairs = Object.entries(holder);
  const place = operation.place ?? pairs.length;
  return {
    value: Object.fromEntries([
      ...pairs.slice(0, place),
      [last, operation.value],
      ...pairs.slice(place),
    ]),
    inverse,
  };
}

function change(holder: Holder, last: Step, operation: Change): Changed {
  const before = find(holder, [last]);
  const inverse: Change = {
    do: "change",
    element: operation.element,
    at: operation.at ?? [],
    value: before,
  };
  return { value: replaced(holder, [last], changed(before, operation)), inverse };
}

function changed(before: unknown, { value, values }: Change): unknown {
  if (values === undefined || values === null) {
    if (value === undefined || value === null) throw new OperationRefused("operation_empty");
    return value;
  }
  if (!isMap(before) || (value !== undefined && value !== null))
    throw new OperationRefused("values_or_value");
  const gone = (key: string) => Object.hasOwn(values, key) && (values[key] ?? null) === null;
  return Object.fromEntries(Object.entries({ ...before, ...values }).filter(([key]) => !gone(key)));
}

function whole(document: Document, operation: Operation): Edited {
  if (operation.do !== "change" || (operation.at?.length ?? 0) > 0)
    throw new OperationRefused("element_place_wrong");
  const after = changed(document, operation);
  if (!isMap(after)) throw new OperationRefused("map_expected");
  return {
    document: after,
    inverse: { do: "change", element: DOCUMENT, value: document },
  };
}

function remove(holder: Holder, last: Step, operation: Remove): Changed {
  const inverse: Add = {
    do: "add",
    element: operation.element,
    at: operation.at,
    value: find(holder, [last]),
    place: placeIn(holder, last),
    again: true,
  };
  return { value: without(holder, last), inverse };
}

function move(holder: Holder, last: Step, operation: Move): Changed {
  const value = find(holder, [last]);
  const place = placeIn(holder, last);
  const rest = without(holder, last);
  if (Array.isArray(rest)) {
    const to = Math.min(operation.place, rest.length);
    return {
      value: [...rest.slice(0, to), value, ...rest.slice(to)],
      inverse: {
        do: "move",
        element: operation.element,
        at: [...operation.at.slice(0, -1), to],
        place,
      },
    };
  }
  const pairs = Object.entries(rest);
  const to = Math.min(operation.place, pairs.length);
  return {
    value: Object.fromEntries([...pairs.slice(0, to), [last, value], ...pairs.slice(to)]),
    inverse: { do: "move", element: operation.element, at: operation.at, place },
  };
}

function rename(holder: Holder, last: Step, operation: Rename): Changed {
  if (!isMap(holder)) throw new OperationRefused("element_has_no_key");
  if (!goodKey(operation.key)) throw new OperationRefused("key_malformed");
  if (Object.hasOwn(holder, operation.key)) throw new OperationRefused("key_taken");
  return {
    value: renamed(holder, last, operation.key),
    inverse: {
      do: "rename",
      element: operation.element,
      at: [...operation.at.slice(0, -1), operation.key],
      key: String(last),
    },
  };
}

function renamed(map: Readonly<Record<string, unknown>>, old: Step, key: string): unknown {
  return Object.fromEntries(
    Object.entries(map).map(([each, value]) => [each === old ? key : each, value]),
  );
}

function placeIn(holder: Holder, last: Step): number {
  return isMap(holder) ? Object.keys(holder).indexOf(String(last)) : Number(last);
}

function without(holder: Holder, last: Step): Holder {
  if (Array.isArray(holder)) return holder.filter((_, place) => place !== last);
  return Object.fromEntries(Object.entries(holder).filter(([key]) => key !== last));
}

/** The document with the new key wherever the old one, the last of `at`, was named. */
function follow(document: unknown, sort: Sort, at: Path, key: string): unknown {
  const old = at.at(-1) as Step;
  return sort.named_by.reduce(
    (here: unknown, pattern) => followOne(here, pattern, at.slice(0, -1), old, key),
    document,
  );
}

function followOne(
  here: unknown,
  pattern: readonly string[],
  sames: Path,
  old: Step,
  key: string,
): unknown {
  const [step, ...rest] = pattern;
  if (step === undefined) return here === old ? key : here;
  if (step === KEYS) return isMap(here) ? renamed(here, old, key) : here;
  if (step === SAME) {
    const [first, ...others] = sames;
    return first === undefined ? here : into(here, first, rest, others, old, key);
  }
  if (step === KEY && isMap(here))
    return Object.fromEntries(
      Object.entries(here).map(([each, value]) => [each, followOne(value, rest, sames, old, key)]),
    );
  if (step === PLACE && Array.isArray(here))
    return here.map((value) => followOne(value, rest, sames, old, key));
  return into(here, step, rest, sames, old, key);
}

function into(
  here: unknown,
  step: Step,
  rest: readonly string[],
  sames: Path,
  old: Step,
  key: string,
): unknown {
  if (!isMap(here) || !Object.hasOwn(here, step)) return here;
  return { ...here, [step]: followOne(here[step], rest, sames, old, key) };
}
