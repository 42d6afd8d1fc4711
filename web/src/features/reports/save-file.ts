/** A name that every file system takes. */
const fileName = (name: string) => name.replaceAll(/[\\/:*?"<>|]/g, "_");

/** Gives a file to the person. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
