/** What a form says about one of its fields, as the HTTP interface sends it. */
export interface FieldDefinition {
  key: string;
  type: string;
  label: string;
  help?: string | null;
  placeholder?: string | null;
  required: boolean;
  internal?: boolean;
  access?: "masked" | "read" | "write";
  default?: unknown;
  options?: readonly FieldOption[] | null;
  /** Characters. */
  max_length?: number | null;
  max_files?: number | null;
  /** Mebibytes per file. */
  max_mb?: number | null;
}

export interface FieldOption {
  key: string;
  label: string;
  /** Of a status: open, pending, solved or closed. */
  category?: string | null;
}

/** Texts, option keys and person ids are strings; files are lists of file ids; nothing is null. */
export type FieldValue = string | readonly string[] | null;

export interface FileInfo {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  /** Media type. */
  type: string;
  /** A small picture as a data address, made on this device. */
  preview?: string;
}

/** Reads a stored value as the text it stands for. */
export function asText(value: FieldValue): string {
  return typeof value === "string" ? value : "";
}

/** Reads a stored value as a list of ids. */
export function asList(value: FieldValue): readonly string[] {
  return Array.isArray(value) ? value : [];
}

export function isEmpty(value: FieldValue): boolean {
  return value === null || value.length === 0 || (typeof value === "string" && !value.trim());
}

/** Brings anything stored or sent into the shape of a field value; what does not fit becomes null. */
export function toFieldValue(raw: unknown): FieldValue {
  if (typeof raw === "string") return raw;
  if (typeof raw === "number") return String(raw);
  if (Array.isArray(raw) && raw.every((item) => typeof item === "string")) return raw;
  return null;
}
