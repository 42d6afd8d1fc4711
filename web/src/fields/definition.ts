/** What a form says about one of its fields, as the HTTP interface sends it. */
export interface FieldDefinition {
  key: string;
  type: string;
  /** The type whose input and view serve for it, where it has none of its own. */
  drawn_as?: string | null;
  label: string;
  help?: string | null;
  placeholder?: string | null;
  required: boolean;
  internal?: boolean;
  access?: "masked" | "read" | "write";
  /** Its share of a row of the layout; absent: as the section says. */
  width?: "full" | "half" | "third" | null;
  default?: unknown;
  options?: readonly FieldOption[] | null;
  /** Characters. */
  max_length?: number | null;
  max_files?: number | null;
  /** Mebibytes per file. */
  max_mb?: number | null;
  /** Numbers, days or instants. */
  min?: number | string | null;
  max?: number | string | null;
  /** Digits behind the point. */
  places?: number | null;
  thousands?: boolean | null;
  unit?: string | null;
  currency?: string | null;
  /** Where numbers are of that name no country; ours where it is absent. */
  country?: string | null;
  symbol?: string | null;
  /** Large amounts are read in 万 and 亿. */
  compact?: boolean | null;
  min_choices?: number | null;
  max_choices?: number | null;
  /** Name of the form that a link leads to. */
  form?: string | null;
  /** Of what only stands in the layout: its name is shown. */
  titled?: boolean | null;
  /** What a note says. */
  text?: string | null;
  /** Encrypted and masked: what the server gives is a mask, never the value. */
  sensitive?: boolean | null;
  tone?: "plain" | "info" | "warning" | null;
}

export interface FieldOption {
  key: string;
  label: string;
  /** Of a status: open, pending, solved or closed. */
  category?: string | null;
}

/**
 * Texts, option keys and ids are strings, days and instants ISO 8601; several options and files are lists; switches are
 * true or false. A number is a number once it is stored and the typed text before. Nothing is null.
 */
export type FieldValue = string | number | boolean | readonly string[] | null;

export interface FileInfo {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  /** Media type. */
  type: string;
  /** Address of a small picture: made on this device, or by the server. */
  preview?: string;
  /** Address of the picture to look at, where that is not the file itself. */
  look?: string;
}

/** A record that a value links to; `form` is `app.key`. */
export interface LinkedRecord {
  form: string;
  number: string;
  title: string;
}

/** Whether this is what the server shows of a sensitive value. */
export function isMask(value: FieldValue, field: FieldDefinition): value is string {
  return field.sensitive === true && typeof value === "string" && value.includes("***");
}

/** Reads a stored value as the text it stands for. */
export function asText(value: FieldValue): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** Reads a stored value as a list of ids. */
export function asList(value: FieldValue): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** Nothing, a blank text or an empty list; false and zero are answers. */
export function isEmpty(value: FieldValue): boolean {
  if (typeof value === "string") return !value.trim();
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Brings anything stored or sent into the shape of a field value; what does not fit becomes null. */
export function toFieldValue(raw: unknown): FieldValue {
  if (typeof raw === "string" || typeof raw === "boolean") return raw;
  if (typeof raw === "number") return Number.isFinite(raw) ? raw : null;
  if (Array.isArray(raw) && raw.every((item) => typeof item === "string")) return raw;
  return null;
}
