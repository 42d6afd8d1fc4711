import { useRef, useState } from "react";
import { ApiError } from "../api/errors";

/** What became of one row. */
export interface RowResult {
  id: string;
  ok: boolean;
  code: string | null;
  message: string | null;
}

/** Rows sent together: few enough that progress is seen and one can stop. */
export const CHUNK = 20;
/** Of so many rows more go together: as much progress is seen, in fewer trips. */
const MANY = 500;
const CHUNK_OF_MANY = 100;

export type SendChunk = (ids: string[]) => Promise<RowResult[]>;

/** Sends rows in chunks, one after the other. What the server could not be asked about is told as a failure of its rows. */
export async function inChunks(
  ids: readonly string[],
  send: SendChunk,
  onProgress: (done: number) => void,
  stopped: () => boolean,
  chunk = ids.length > MANY ? CHUNK_OF_MANY : CHUNK,
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (let at = 0; at < ids.length && !stopped(); at += chunk) {
    const part = ids.slice(at, at + chunk);
    try {
      results.push(...(await send(part)));
    } catch (error) {
      const message = error instanceof ApiError ? error.message || null : null;
      const code = error instanceof ApiError ? error.code : "internal";
      results.push(...part.map((id) => ({ id, ok: false, code, message })));
      if (error instanceof ApiError && (error.unreachable || error.signedOut)) break;
    }
    onProgress(results.length);
  }
  return results;
}

export interface BulkRun {
  /** What is being done, in words. */
  title: string;
  done: number;
  of: number;
}

export interface Bulk {
  running: BulkRun | null;
  run: (
    title: string,
    ids: readonly string[],
    send: SendChunk,
    after: (results: RowResult[]) => void,
  ) => void;
  stop: () => void;
}

/** One act on many rows at a time, with its progress; it can be stopped between two chunks. */
export function useBulk(): Bulk {
  const [running, setRunning] = useState<BulkRun | null>(null);
  const stopped = useRef(false);
  return {
    running,
    run: (title, ids, send, after) => {
      stopped.current = false;
      setRunning({ title, done: 0, of: ids.length });
      void inChunks(
        ids,
        send,
        (done) => setRunning({ title, done, of: ids.length }),
        () => stopped.current,
      ).then((results) => {
        setRunning(null);
        after(results);
      });
    },
    stop: () => {
      stopped.current = true;
    },
  };
}
