import type { Document, Path } from "../../designer/document";

/** A form's document as its designer reads it. */
export interface SectionOutline {
  /** Null: the fields that stand in no section. */
  place: number | null;
  title: unknown;
  columns: number;
  fields: readonly string[];
}

export const fieldPath = (key: string): Path => ["fields", key];
export const sectionPath = (place: number): Path => ["layout", place];

export function fieldsIn(document: Document): Readonly<Record<string, Document>> {
  return (document.fields ?? {}) as Record<string, Document>;
}

export function sectionsIn(document: Document): readonly Document[] {
  return Array.isArray(document.layout) ? (document.layout as Document[]) : [];
}

export function keysIn(section: Document | undefined): readonly string[] {
  return Array.isArray(section?.fields) ? (section.fields as string[]) : [];
}

/** Sections in order with the fields that exist, each once; those placed nowhere come last. */
export function outlineOf(document: Document): SectionOutline[] {
  const fields = fieldsIn(document);
  const seen = new Set<string>();
  const sections = sectionsIn(document).map((section, place): SectionOutline => {
    const own = keysIn(section).filter((key) => Object.hasOwn(fields, key) && !seen.has(key));
    for (const key of own) seen.add(key);
    const columns = typeof section.columns === "number" ? section.columns : 1;
    return { place, title: section.section, columns, fields: own };
  });
  const rest = Object.keys(fields).filter((key) => !seen.has(key));
  return rest.length > 0
    ? [...sections, { place: null, title: null, columns: 1, fields: rest }]
    : sections;
}

/** All fields as one reads them, from top to bottom. */
export function inOrder(document: Document): string[] {
  return outlineOf(document).flatMap((section) => section.fields);
}

/** Where a field stands: its section and its place there. */
export function placeOfField(
  document: Document,
  key: string,
): { section: number | null; place: number } | null {
  for (const section of outlineOf(document)) {
    const place = section.fields.indexOf(key);
    if (place >= 0) return { section: section.place, place };
  }
  return null;
}

/** The keys of the selected fields, in reading order. */
export function selectedFields(document: Document, selection: readonly Path[]): string[] {
  const chosen = new Set(
    selection.filter((path) => path[0] === "fields").map((path) => String(path[1])),
  );
  return inOrder(document).filter((key) => chosen.has(key));
}

export function selectedSection(selection: readonly Path[]): number | null {
  const [only, ...more] = selection;
  if (!only || more.length > 0 || only[0] !== "layout") return null;
  return typeof only[1] === "number" ? only[1] : null;
}
