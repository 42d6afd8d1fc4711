/** Shorter side in pixels: sharp in a 64-pixel tile on a dense screen, a few kilobytes to keep. */
const SIDE = 144;

/** A small JPEG of a picture file as a data address; null for what the device cannot draw (some HEIC, TIFF …). */
export function thumbnail(file: File): Promise<string | null> {
  if (!file.type.startsWith("image/")) return Promise.resolve(null);
  return new Promise((resolve) => {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    const finish = (result: string | null) => {
      URL.revokeObjectURL(address);
      resolve(result);
    };
    picture.onerror = () => finish(null);
    picture.onload = () => {
      // The shorter side fills the tile; what sticks out is cut by the tile itself.
      const scale = Math.min(1, SIDE / Math.min(picture.naturalWidth, picture.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.min(SIDE * 2, Math.round(picture.naturalWidth * scale)));
      canvas.height = Math.max(1, Math.min(SIDE * 2, Math.round(picture.naturalHeight * scale)));
      const pen = canvas.getContext("2d");
      if (!pen) {
        finish(null);
        return;
      }
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      finish(canvas.toDataURL("image/jpeg", 0.72));
    };
    picture.src = address;
  });
}
