import type { FileInfo } from "./definition";
import type { UploadHooks } from "./environment";
import { PIECE, sendPieces } from "./send-pieces";
import { ask, infoOf, type UploadWay } from "./upload-way";

/** Sends one file. Rejects with `UploadFailure`, or with an `AbortError` after the signal was raised. */
export async function sendFile(way: UploadWay, file: File, hooks: UploadHooks): Promise<FileInfo> {
  if (file.size > PIECE) return sendPieces(way, file, hooks);
  const type = file.type || "application/octet-stream";
  const answer = await ask("POST", way.whole, way.headers, file, type, hooks.signal, (loaded) =>
    hooks.onProgress(file.size > 0 ? loaded / file.size : 0),
  );
  return infoOf(answer);
}
