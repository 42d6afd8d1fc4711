const MEBIBYTE = 1024 * 1024;

/** Bytes for people: `640 KB`, `2.4 MB`. */
export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MEBIBYTE) return `${Math.round(bytes / 1024)} KB`;
  const size = bytes / MEBIBYTE;
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} MB`;
}

/** Whether a file is larger than a limit in mebibytes; no limit allows everything. */
export function isTooLarge(bytes: number, limit: number | null | undefined): boolean {
  return Boolean(limit) && bytes > (limit ?? 0) * MEBIBYTE;
}
