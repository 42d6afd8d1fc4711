/** What a builder does with a form, as operations on its document. Pure; the words are the caller's. */
import type { Document, Operation, Path, Step } from "../../designer/document";
import { suggestKey } from "../../designer/pinyin";
import { textIn } from "../../designer/texts";
import {
  fieldPath,
  fieldsIn,
  inOrder,
  keysIn,
  outlineOf,
  placeOfField,
  sectionPath,
  sectionsIn,
} from "./outline";

export interface Doing {
  operations: Operation[];
  select: Path[];
}

/** Between which fields something is put: at a place of a section; `section` null: with those in no section. */
export interface Target {
  section: number | null;
  place: number;
}

/** A field on its way into a form. */
export interface Piece {
  key: string;
  settings: Document;
}

/** Names a first section, where a form has none yet. */
export interface Words {
  section: string;
}

/** Brings every field into a section, so that there are places to name. */
function withSections(
  document: Document,
  words: Words,
): { document: Document; operations: Operation[] } {
  const rest = outlineOf(document).find((section) => section.place === null);
  const sections = sectionsIn(document);
  if (sections.length > 0 && !rest) return { document, operations: [] };
  const section = { section: words.section, fields: [...(rest?.fields ?? [])] };
  const operations: Operation[] = [
    {
      do: "add",
      element: "section",
      at: [sections.length],
      value: section,
      place: sections.length,
    },
  ];
  return { document: { ...document, layout: [...sections, section] }, operations };
}

/** A place in the document's own list, where keys that lead nowhere may stand, too. */
function listPlace(document: Document, section: number, place: number): number {
  const own = keysIn(sectionsIn(document)[section]);
  const shown = outlineOf(document).find((each) => each.place === section)?.fields ?? [];
  const next = shown[place];
  return next === undefined ? own.length : own.indexOf(next);
}

/** The target with every section made; null for the fields in no section means the last one then. */
function settledTarget(
  document: Document,
  target: Target | null,
): { section: number; place: number } {
  const sections = sectionsIn(document);
  const last = sections.length - 1;
  const section = Math.min(target?.section ?? last, last);
  const most = outlineOf(document).find((each) => each.place === section)?.fields.length ?? 0;
  return { section, place: Math.min(target?.place ?? most, most) };
}

/** Where the field stands in the map of fields: after the one that is read before it. */
function mapPlace(order: readonly string[], map: readonly string[], key: string): number {
  const at = order.indexOf(key);
  for (let before = at - 1; before >= 0; before -= 1) {
    const place = map.indexOf(order[before] as string);
    if (place >= 0) return place + 1;
  }
  return 0;
}

/** Where something new goes: after the selection, else at the end. */
export function afterSelection(document: Document, selection: readonly Path[]): Target | null {
  const last = selection.at(-1);
  if (last?.[0] === "layout" && typeof last[1] === "number") {
    const own = outlineOf(document).find((section) => section.place === last[1]);
    return { section: last[1], place: own?.fields.length ?? 0 };
  }
  const order = inOrder(document);
  const chosen = selection.filter((path) => path[0] === "fields").map((path) => String(path[1]));
  const lowest = chosen.sort((one, other) => order.indexOf(one) - order.indexOf(other)).at(-1);
  const found = lowest === undefined ? null : placeOfField(document, lowest);
  return found ? { section: found.section, place: found.place + 1 } : null;
}

/** Puts fields in, one after the other. Their keys must be free. */
export function insertFields(
  document: Document,
  pieces: readonly Piece[],
  target: Target | null,
  words: Words,
): Doing {
  const made = withSections(document, words);
  const { section, place } = settledTarget(made.document, target);
  const order = inOrder(made.document);
  const before = outlineOf(made.document)
    .slice(0, section)
    .reduce((sum, each) => sum + each.fields.length, 0);
  const wanted = [
    ...order.slice(0, before + place),
    ...pieces.map((piece) => piece.key),
    ...order.slice(before + place),
  ];
  const map = Object.keys(fieldsIn(document));
  const first = listPlace(made.document, section, place);
  const operations = pieces.flatMap((piece, index): Operation[] => {
    const at = mapPlace(wanted, map, piece.key);
    map.splice(at, 0, piece.key);
    return [
      { do: "add", element: "field", at: [piece.key], value: piece.settings, place: at },
      {
        do: "add",
        element: "section_field",
        at: [section, first + index],
        value: piece.key,
        place: first + index,
      },
    ];
  });
  return {
    operations: [...made.operations, ...operations],
    select: pieces.map((piece) => fieldPath(piece.key)),
  };
}

/** A free key for a new field: from its label, as long as nobody has or had it. */
export function freeKey(
  document: Document,
  label: string,
  isUsed: (key: string) => boolean,
  fallback: string,
  more: ReadonlySet<string> = new Set(),
): string {
  const fields = fieldsIn(document);
  const taken = (key: string) =>
    Object.hasOwn(fields, key) || isUsed(key) || more.has(key) || RESERVED.has(key);
  return suggestKey(label, taken, fallback);
}

/** Names of the columns that every table has; as `forms/document.py`. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    "id submission_key submission_hash number created_at created_by updated_at updated_by owner_id team_id dept_id " +
    "partner_id source source_detail version deleted_at language case record form tableoid xmin xmax cmin cmax ctid"
  ).split(" "),
);

/** Brings fields to another place, in reading order. `target.place` counts with the fields still where they are. */
export function moveFields(
  document: Document,
  keys: readonly string[],
  target: Target,
  words: Words,
): Doing | null {
  const made = withSections(document, words);
  const start = settledTarget(made.document, target);
  const moving = new Set(keys);
  const ordered = inOrder(made.document).filter((key) => moving.has(key));
  const lists = sectionsIn(made.document).map((section) => [...keysIn(section)]);
  const goal = lists[start.section] ?? [];
  // The first field after the target that stays tells the place, whatever leaves before it.
  const shown = outlineOf(made.document).find((each) => each.place === start.section)?.fields ?? [];
  const anchor = shown.slice(start.place).find((key) => !moving.has(key));
  const operations: Operation[] = [...made.operations];
  for (const key of ordered) {
    for (const [section, list] of lists.entries()) {
      const place = list.indexOf(key);
      if (place < 0) continue;
      list.splice(place, 1);
      operations.push({ do: "remove", element: "section_field", at: [section, place] });
    }
  }
  let place = anchor === undefined ? goal.length : goal.indexOf(anchor);
  for (const key of ordered) {
    goal.splice(place, 0, key);
    operations.push({
      do: "add",
      element: "section_field",
      at: [start.section, place],
      value: key,
      place,
    });
    place += 1;
  }
  const after = lists.flat();
  if (after.join() === inOrder(made.document).join() && sameSections(made.document, lists))
    return null;
  operations.push(...follow(Object.keys(fieldsIn(document)), after, ordered));
  return { operations, select: keys.map(fieldPath) };
}

function sameSections(document: Document, lists: readonly (readonly string[])[]): boolean {
  return sectionsIn(document).every(
    (section, place) => keysIn(section).join() === lists[place]?.join(),
  );
}

/** Lets the map of fields follow the order in which they are read. */
function follow(map: string[], order: readonly string[], keys: readonly string[]): Operation[] {
  return keys.flatMap((key): Operation[] => {
    const from = map.indexOf(key);
    if (from < 0) return [];
    map.splice(from, 1);
    const to = mapPlace(order, map, key);
    map.splice(to, 0, key);
    return to === from ? [] : [{ do: "move", element: "field", at: [key], place: to }];
  });
}

/**
 * Takes fields out, and what names them: fillings of other fields, the title, the first contact. Views and policies
 * stay as they are; the server tells as problems where they name what is gone.
 */
export function removeFields(document: Document, keys: readonly string[]): Doing {
  const gone = new Set(keys);
  const order = inOrder(document);
  const operations: Operation[] = [];
  for (const [section, each] of sectionsIn(document).entries()) {
    const list = [...keysIn(each)];
    for (let place = list.length - 1; place >= 0; place -= 1) {
      if (gone.has(list[place] as string))
        operations.push({ do: "remove", element: "section_field", at: [section, place] });
    }
  }
  for (const [key, settings] of Object.entries(fieldsIn(document))) {
    if (gone.has(key)) continue;
    const fill = settings.fill as { set?: Record<string, string> } | undefined;
    for (const here of Object.keys(fill?.set ?? {})) {
      if (gone.has(here)) operations.push({ do: "remove", element: "filling", at: [key, here] });
    }
  }
  if (gone.has(String(document.title))) operations.push(changeForm({ title: null }));
  const service = withoutContacts(document, gone);
  if (service) operations.push(changeForm({ service }));
  for (const key of order) {
    if (gone.has(key)) operations.push({ do: "remove", element: "field", at: [key] });
  }
  return { operations, select: nextTo(order, gone) };
}

function withoutContacts(document: Document, gone: ReadonlySet<string>): Document | null {
  const service = document.service as { first_contact?: Document } | undefined;
  const contact = service?.first_contact;
  if (!contact) return null;
  const kept = Object.entries(contact).filter(([, value]) => !gone.has(String(value)));
  if (kept.length === Object.keys(contact).length) return null;
  return { ...service, first_contact: Object.fromEntries(kept) };
}

/** What is selected when these are gone: the next one, else the one before. */
function nextTo(order: readonly string[], gone: ReadonlySet<string>): Path[] {
  const last = order.findLastIndex((key) => gone.has(key));
  const next =
    order.slice(last + 1).find((key) => !gone.has(key)) ??
    order.slice(0, last).findLast((key) => !gone.has(key));
  return next === undefined ? [] : [fieldPath(next)];
}

/** Copies with keys of their own; references to fields that are not there are left behind. */
export function copiesOf(
  document: Document,
  pieces: readonly Piece[],
  isUsed: (key: string) => boolean,
  rename: (label: unknown) => unknown,
): Piece[] {
  const fields = fieldsIn(document);
  const fresh = new Set<string>();
  const keys = new Map<string, string>();
  for (const piece of pieces) {
    const key = freeKey(document, piece.key, isUsed, "field", fresh);
    fresh.add(key);
    keys.set(piece.key, key);
  }
  const known = (key: string) => keys.get(key) ?? (Object.hasOwn(fields, key) ? key : null);
  return pieces.map((piece) => ({
    key: keys.get(piece.key) as string,
    settings: { ...withKnownFill(piece.settings, known), label: rename(piece.settings.label) },
  }));
}

function withKnownFill(settings: Document, known: (key: string) => string | null): Document {
  const fill = settings.fill as { set?: Record<string, string> } | undefined;
  if (!fill) return settings;
  const set = Object.fromEntries(
    Object.entries(fill.set ?? {}).flatMap(([here, there]) => {
      const key = known(here);
      return key ? [[key, there]] : [];
    }),
  );
  return { ...settings, fill: { ...fill, set } };
}

export function changeForm(values: Readonly<Record<string, unknown>>): Operation {
  return { do: "change", element: "document", values };
}

function changeField(key: string, values: Readonly<Record<string, unknown>>): Operation {
  return { do: "change", element: "field", at: [key], values };
}

/** Changes one setting; what no longer holds because of it goes as well. */
export function setField(document: Document, key: string, name: string, value: unknown): Operation {
  const settings = fieldsIn(document)[key] ?? {};
  const values: Record<string, unknown> = { [name]: value };
  if (name === "options" && settings.default !== undefined) {
    const options = (value ?? {}) as Record<string, unknown>;
    const chosen = [settings.default].flat();
    if (!chosen.every((each) => typeof each === "string" && Object.hasOwn(options, each)))
      values.default = null;
  }
  return changeField(key, values);
}

/** A new section at a place of another one: what stood below comes into it. */
export function insertSection(
  document: Document,
  target: Target | null,
  title: unknown,
  columns: number,
  words: Words,
): Doing {
  const section: Record<string, unknown> = { section: title };
  if (columns > 1) section.columns = columns;
  const sections = sectionsIn(document);
  if (sections.length === 0 && inOrder(document).length === 0) {
    const value = { ...section, fields: [] };
    return {
      operations: [{ do: "add", element: "section", at: [0], value, place: 0 }],
      select: [sectionPath(0)],
    };
  }
  const made = withSections(document, words);
  const goal = settledTarget(made.document, target);
  const own = keysIn(sectionsIn(made.document)[goal.section]);
  const cut = target ? listPlace(made.document, goal.section, goal.place) : own.length;
  const operations: Operation[] = [...made.operations];
  // At the very top of a section the new one comes before it and stays empty.
  const at = cut === 0 && own.length > 0 ? goal.section : goal.section + 1;
  const taken = cut > 0 ? own.slice(cut) : [];
  if (taken.length > 0)
    operations.push({
      do: "change",
      element: "section",
      at: [goal.section],
      values: { fields: own.slice(0, cut) },
    });
  operations.push({
    do: "add",
    element: "section",
    at: [at],
    value: { ...section, fields: taken },
    place: at,
  });
  return { operations, select: [sectionPath(at)] };
}

export function changeSection(place: number, values: Readonly<Record<string, unknown>>): Operation {
  return { do: "change", element: "section", at: [place], values };
}

/** Takes the heading away; its fields go to the section before, or stay with the one after. */
export function dissolveSection(document: Document, place: number): Doing | null {
  const sections = sectionsIn(document);
  const own = keysIn(sections[place]);
  if (sections.length < 2 && own.length > 0) return null;
  const other = place > 0 ? place - 1 : place + 1;
  const kept = keysIn(sections[other]);
  const fields = place > 0 ? [...kept, ...own] : [...own, ...kept];
  const operations: Operation[] = [];
  if (own.length > 0) operations.push(changeSection(other, { fields }));
  operations.push({ do: "remove", element: "section", at: [place] });
  return { operations, select: own.length > 0 && own[0] ? [fieldPath(own[0])] : [] };
}

/** Takes the section out with all its fields. */
export function removeSection(document: Document, place: number): Doing {
  const keys = keysIn(sectionsIn(document)[place]);
  const { operations, select } = removeFields(document, keys);
  return { operations: [...operations, { do: "remove", element: "section", at: [place] }], select };
}

export function moveSection(document: Document, from: number, to: number): Doing | null {
  if (to === from || to < 0 || to >= sectionsIn(document).length) return null;
  const operations: Operation[] = [{ do: "move", element: "section", at: [from], place: to }];
  const lists = sectionsIn(document).map(keysIn);
  const [moved] = lists.splice(from, 1);
  lists.splice(to, 0, moved ?? []);
  operations.push(...follow(Object.keys(fieldsIn(document)), lists.flat(), moved ?? []));
  return { operations, select: [sectionPath(to)] };
}

/** One step up or down; over the edge of a section into the next one. */
export function nudgeFields(
  document: Document,
  keys: readonly string[],
  step: -1 | 1,
  words: Words,
): Doing | null {
  const ordered = inOrder(document).filter((key) => keys.includes(key));
  const edge = step < 0 ? ordered[0] : ordered.at(-1);
  const at = edge === undefined ? null : placeOfField(document, edge);
  if (!at) return null;
  const outline = outlineOf(document);
  const index = outline.findIndex((section) => section.place === at.section);
  const own = outline[index];
  const inside = step < 0 ? at.place > 0 : at.place < (own?.fields.length ?? 0) - 1;
  if (inside) {
    const place = step < 0 ? at.place - 1 : at.place + 2;
    return moveFields(document, ordered, { section: at.section, place }, words);
  }
  const beside = outline[index + step];
  if (!beside) return null;
  const place = step < 0 ? beside.fields.length : 0;
  return moveFields(document, ordered, { section: beside.place, place }, words);
}

export function renameField(key: string, wanted: string): Doing {
  return {
    operations: [{ do: "rename", element: "field", at: [key], key: wanted }],
    select: [fieldPath(wanted)],
  };
}

/**
 * The key that goes with the new label of a field, when the old one went with the old label; null: it stays.
 * `back` leads to the document before the label changed.
 */
export function followingKey(
  document: Document,
  key: string,
  back: readonly Operation[],
  isUsed: (key: string) => boolean,
  language: string,
): string | null {
  const settings = fieldsIn(document)[key];
  const first = back.findLast(
    (each) => each.do === "change" && each.element === "field" && each.at?.[0] === key,
  );
  const before = first?.do === "change" ? (first.value as Document | undefined) : undefined;
  const old = textIn(before?.label, language);
  const now = textIn(settings?.label, language);
  if (!settings || !old || !now || old === now) return null;
  const fallback = String(settings.type);
  const made = suggestKey(old, () => false, fallback);
  if (key.replace(/_\d+$/, "") !== made.replace(/_\d+$/, "")) return null;
  const wanted = freeKey(document, now, isUsed, fallback);
  return wanted === key ? null : wanted;
}

export function renameOption(key: string, option: string, wanted: string): Operation {
  return { do: "rename", element: "option", at: [key, option], key: wanted };
}

/** The field with another type: what both types have stays, as far as it fits. */
export function retyped(
  settings: Document,
  type: string,
  known: ReadonlySet<string>,
  unique: boolean,
  start: Document,
  sameOptions: boolean,
): Document {
  const kept = Object.entries(settings).filter(
    ([name]) =>
      known.has(name) &&
      name !== "type" &&
      name !== "default" &&
      (name !== "unique" || unique) &&
      (name !== "options" || sameOptions),
  );
  const made: Record<string, unknown> = { type, ...Object.fromEntries(kept) };
  for (const [name, value] of Object.entries(start)) {
    if (name in made || (name === "default" && "options" in made && made.options !== start.options))
      continue;
    made[name] = value;
  }
  return made;
}

/** Path steps of one field's setting, for jumping. */
export const settingPath = (key: string, ...steps: Step[]): Path => ["fields", key, ...steps];
