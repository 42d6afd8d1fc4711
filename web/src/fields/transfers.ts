import { useCallback, useEffect, useRef, useState } from "react";
import { asList, type FieldDefinition, type FieldValue, type FileInfo } from "./definition";
import { UploadFailure, useFieldEnvironment } from "./environment";
import { isTooLarge } from "./file-size";
import { PIECE } from "./send-pieces";
import { thumbnail } from "./thumbnail";
import { LEAVE, PAUSE } from "./upload-way";

/** A file on its way to the server, or stuck on it. */
export interface Transfer {
  key: number;
  file: File;
  preview: string | null;
  /** Between 0 and 1. */
  share: number;
  state: "waiting" | "sending" | "paused" | "failed";
  /** The network is lost; it goes on by itself. */
  lost: boolean;
  /** Why it is stuck, as a sentence. */
  message: string;
  /** Whether trying again can help. */
  retry: boolean;
}

export interface Transfers {
  transfers: readonly Transfer[];
  /** Addresses of the originals chosen on this page, by file id; for looking at a picture. */
  originals: ReadonlyMap<string, string>;
  /** Files beyond the limit are left out; answers how many. */
  add: (files: readonly File[]) => number;
  /** Also goes on after a pause. */
  retry: (key: number) => void;
  pause: (key: number) => void;
  drop: (key: number) => void;
}

/** Whether stopping it keeps what has arrived. */
export function canPause(transfer: Transfer): boolean {
  return transfer.file.size > PIECE;
}

/** Two at once keep a slow phone line busy without starving each other. */
const AT_ONCE = 2;

/** Sends chosen files one after another and puts the ids of those that arrived into the value. */
export function useTransfers(
  field: FieldDefinition,
  value: FieldValue,
  onChange: (value: FieldValue) => void,
): Transfers {
  const environment = useFieldEnvironment();
  const [transfers, setTransfers] = useState<readonly Transfer[]>([]);
  const nextKey = useRef(1);
  const running = useRef(new Map<number, AbortController>());
  const originals = useRef(new Map<string, string>());
  const latest = useRef({ environment, field, value, onChange });
  latest.current = { environment, field, value, onChange };

  const change = useCallback((key: number, part: Partial<Transfer>) => {
    setTransfers((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  }, []);

  const start = useCallback(
    async (transfer: Transfer) => {
      const { environment: at, field: into } = latest.current;
      if (!at.upload) return;
      const control = new AbortController();
      running.current.set(transfer.key, control);
      change(transfer.key, { state: "sending", message: "", lost: false });
      try {
        const info: FileInfo = await at.upload(transfer.file, into, {
          signal: control.signal,
          onProgress: (share) => change(transfer.key, { share }),
          onTrouble: (lost) => change(transfer.key, { lost }),
        });
        const preview = await thumbnail(transfer.file);
        if (control.signal.aborted) return;
        // What this device cannot draw is looked at as the server draws it.
        if (preview) originals.current.set(info.id, URL.createObjectURL(transfer.file));
        at.rememberFile?.(preview ? { ...info, preview } : info);
        const list = [...asList(latest.current.value), info.id];
        latest.current.value = list;
        latest.current.onChange(list);
        setTransfers((all) => all.filter((one) => one.key !== transfer.key));
      } catch (error) {
        if (control.signal.aborted) return;
        const { t } = latest.current.environment;
        const reason = error instanceof UploadFailure ? error.reason : "network";
        const sentence = error instanceof UploadFailure ? error.sentence : null;
        change(transfer.key, {
          state: "failed",
          lost: false,
          message: sentence ?? t(`files.failed_${reason}`, { size: into.max_mb ?? 0 }),
          retry: reason === "network" || reason === "too_many_requests" || reason === "refused",
        });
      } finally {
        if (running.current.get(transfer.key) === control) running.current.delete(transfer.key);
      }
    },
    [change],
  );

  useEffect(() => {
    const free = AT_ONCE - running.current.size;
    const waiting = transfers.filter(
      (one) => one.state === "waiting" && !running.current.has(one.key),
    );
    for (const transfer of waiting.slice(0, Math.max(0, free))) void start(transfer);
  }, [transfers, start]);

  const fieldKey = field.key;
  const { onTransfers } = environment;
  const failed = transfers.filter((one) => one.state === "failed").length;
  const sending = transfers.length - failed;
  useEffect(
    () => onTransfers?.(fieldKey, { sending, failed }),
    [onTransfers, fieldKey, sending, failed],
  );

  useEffect(() => {
    const controls = running.current;
    const addresses = originals.current;
    return () => {
      for (const control of controls.values()) control.abort(LEAVE);
      for (const address of addresses.values()) URL.revokeObjectURL(address);
      addresses.clear();
    };
  }, []);

  function add(files: readonly File[]): number {
    const limit = field.max_files || Number.POSITIVE_INFINITY;
    const room = Math.max(0, limit - asList(value).length - transfers.length);
    const added = files.slice(0, room).map((file): Transfer => {
      const tooLarge = isTooLarge(file.size, field.max_mb);
      return {
        key: nextKey.current++,
        file,
        preview: null,
        share: 0,
        state: tooLarge ? "failed" : "waiting",
        lost: false,
        message: tooLarge
          ? environment.t("files.failed_too_large", { size: field.max_mb ?? 0 })
          : "",
        retry: false,
      };
    });
    setTransfers((all) => [...all, ...added]);
    for (const transfer of added) {
      void thumbnail(transfer.file).then((preview) => change(transfer.key, { preview }));
    }
    return files.length - added.length;
  }

  return {
    transfers,
    originals: originals.current,
    add,
    retry: (key) => change(key, { state: "waiting", message: "" }),
    pause: (key) => {
      running.current.get(key)?.abort(PAUSE);
      running.current.delete(key);
      change(key, { state: "paused", lost: false });
    },
    drop: (key) => {
      running.current.get(key)?.abort();
      running.current.delete(key);
      setTransfers((all) => all.filter((one) => one.key !== key));
    },
  };
}
