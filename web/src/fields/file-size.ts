const MEBIBYTE = 1024 * 1024;
const GIBIBYTE = 1024 * MEBIBYTE;

/** Bytes for people: `640 KB`, `2.4 MB`, `71 GB`. */
export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MEBIBYTE) return `${Math.round(bytes / 1024)} KB`;
  const [size, unit] = bytes < GIBIBYTE ? [bytes / MEBIBYTE, "MB"] : [bytes / GIBIBYTE, "GB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** Whether a file is larger than a limit in mebibytes; no limit allows everything. */
export function isTooLarge(bytes: number, limit: number | null | undefined): boolean {
  return Boolean(limit) && bytes > (limit ?? 0) * MEBIBYTE;
}
