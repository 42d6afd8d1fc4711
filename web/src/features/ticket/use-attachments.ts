import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { attachmentWay } from "../../api/client";
import type { UploadedFile } from "../../api/types";
import { LEAVE, sendFile, UploadFailure } from "../../fields";

/** As many files as one comment may carry, and how large each may be, in mebibytes: what the server says too. */
export const MOST_FILES = 10;
const MOST_MB = 50;

export type Box = "reply" | "note";

/** A file on its way to the server. */
export interface Moving {
  key: number;
  /** Whether the reply or the note will carry it. */
  box: Box;
  file: File;
  /** 0 to 1. */
  share: number;
  /** The network is lost; it goes on by itself. */
  lost: boolean;
  /** Why it did not arrive; empty while it is sent. */
  trouble: string;
  /** Whether trying again can help. */
  again: boolean;
}

export interface Attachments {
  /** Those for the box one writes in. */
  moving: readonly Moving[];
  /** Said when some were left out. */
  said: string;
  add: (files: readonly File[]) => void;
  retry: (key: number) => void;
  drop: (key: number) => void;
}

/** How many of these files there is room for beside what is there. */
export function fitting(files: readonly File[], there: number): [readonly File[], number] {
  const room = Math.max(0, MOST_FILES - there);
  return [files.slice(0, room), Math.max(0, files.length - room)];
}

/** Uploads what a comment will carry, several at once; what has arrived is told by `onArrived`. */
export function useAttachments(
  form: string,
  record: string,
  box: Box,
  there: number,
  onArrived: (file: UploadedFile, box: Box) => void,
): Attachments {
  const { t } = useTranslation();
  const [all, setAll] = useState<readonly Moving[]>([]);
  const [said, setSaid] = useState("");
  const controls = useRef(new Map<number, AbortController>());
  const next = useRef(0);
  const arrived = useRef(onArrived);
  arrived.current = onArrived;

  const change = useCallback(
    (key: number, by: Partial<Moving>) =>
      setAll((before) => before.map((each) => (each.key === key ? { ...each, ...by } : each))),
    [],
  );
  const drop = useCallback((key: number) => {
    controls.current.get(key)?.abort();
    controls.current.delete(key);
    setAll((before) => before.filter((each) => each.key !== key));
  }, []);
  const start = useCallback(
    (key: number, file: File, to: Box) => {
      const control = new AbortController();
      controls.current.set(key, control);
      const hooks = {
        onProgress: (share: number) => change(key, { share }),
        onTrouble: (lost: boolean) => change(key, { lost }),
        signal: control.signal,
      };
      sendFile(attachmentWay(form, record, file.name), file, hooks).then(
        (done) => {
          arrived.current(done, to);
          drop(key);
        },
        (error: unknown) => {
          if (control.signal.aborted) return;
          const known = error instanceof UploadFailure ? error : null;
          const offline = known?.reason === "network";
          const trouble = offline ? t("composer.file_offline") : known?.sentence;
          const again = known?.reason !== "too_large" && known?.reason !== "wrong_type";
          change(key, { trouble: trouble || t("composer.file_failed"), again, lost: false });
        },
      );
    },
    [form, record, change, drop, t],
  );

  useEffect(() => {
    const running = controls.current;
    return () => {
      for (const control of running.values()) control.abort(LEAVE);
    };
  }, []);

  const moving = all.filter((each) => each.box === box);

  function add(files: readonly File[]) {
    const [taken, left] = fitting(files, there + moving.length);
    setSaid(left ? t("composer.files_left_out", { n: left, most: MOST_FILES }) : "");
    const added = taken.map((file): Moving => {
      next.current += 1;
      const large = file.size > MOST_MB * 1024 * 1024;
      const trouble = large
        ? t("composer.file_large", { most: MOST_MB })
        : file.size === 0
          ? t("composer.file_empty")
          : "";
      return { key: next.current, box, file, share: 0, lost: false, trouble, again: false };
    });
    setAll((before) => [...before, ...added]);
    for (const each of added) if (!each.trouble) start(each.key, each.file, box);
  }

  return {
    moving,
    said,
    add,
    drop,
    retry: (key) => {
      const found = moving.find((each) => each.key === key);
      if (!found) return;
      change(key, { trouble: "" });
      start(key, found.file, found.box);
    },
  };
}
