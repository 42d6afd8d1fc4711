import type { Form } from "../../api/types";
import type { FilterTree } from "../../language/filter";
import { shownColumns, TITLE } from "./columns";
import { wholeOf } from "./list-state";

export const FORMATS = ["xlsx", "csv"] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** What a list shows, as far as a file of it depends on that. */
export interface ListNow {
  filters: readonly FilterTree[];
  sort: string;
  search: string;
  columns: readonly string[] | null;
}

/** The columns of the list as the server knows them: the title goes by the name of its field. */
export function exportedKeys(form: Form, wanted: readonly string[] | null): string[] {
  const keys = shownColumns(form, wanted).flatMap(({ key, field }) =>
    key === TITLE ? (field?.key ?? []) : [key],
  );
  return keys.length ? keys : ["number"];
}

/** What the server is asked for: the list as it stands, or of it the rows with these ids; every field with `whole`. */
export function exportBody(
  form: Form,
  now: ListNow,
  format: ExportFormat,
  { ids, whole = false }: { ids?: readonly string[] | undefined; whole?: boolean } = {},
) {
  const filter = ids ? undefined : wholeOf(now.filters);
  return {
    format,
    sort: now.sort,
    ...(filter ? { filter: filter as { [key: string]: unknown } } : {}),
    ...(now.search && !ids ? { search: now.search } : {}),
    ...(ids ? { ids: [...ids] } : {}),
    ...(whole ? {} : { fields: exportedKeys(form, now.columns) }),
  };
}

/** A stream as one file; tells how many bytes have come so far. */
export async function collected(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: (bytes: number) => void,
): Promise<Blob> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    bytes += value.byteLength;
    onBytes(bytes);
  }
}

/** The day on the person's desk, for the name of the file. */
export function dayOf(now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
