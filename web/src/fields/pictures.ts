const DRAWN = /^image\/(png|jpeg|gif|webp|avif|bmp|tiff|heic)$/;
/** What many browsers cannot show; the server makes a JPEG of it. */
const FOREIGN = /^image\/(tiff|heic)$/;

/** Addresses of a stored picture. */
export interface Pictures {
  /** A few kilobytes, for a tile. */
  preview: string;
  /** To look at, in a form that every browser shows. */
  look: string;
}

/** The pictures of the file at an address; null for what is none. They may still turn out not to be drawable. */
export function picturesOf(address: string, type: string): Pictures | null {
  if (!DRAWN.test(type)) return null;
  return { preview: `${address}/small`, look: FOREIGN.test(type) ? `${address}/view` : address };
}
