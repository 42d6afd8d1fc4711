import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client";
import { ApiError } from "../../api/errors";
import { serverDate } from "../../api/server-time";
import type { Form } from "../../api/types";
import { useSaying } from "../../app/saying";
import { saveBlob } from "../reports/save-file";
import { collected, dayOf, type ExportFormat, exportBody, type ListNow } from "./export-state";

/** How far an export is: its rows once they are counted, and what has come of the file. */
export interface ExportRun {
  rows: number | null;
  bytes: number;
}

export interface Exporting {
  may: boolean;
  running: ExportRun | null;
  run: (format: ExportFormat, more?: { ids?: readonly string[]; whole?: boolean }) => void;
  stop: () => void;
}

const NOTHING: ExportRun = { rows: null, bytes: 0 };

/** Gives the list as a file to the person; one at a time, and it can be stopped. */
export function useExport(form: Form, now: ListNow): Exporting {
  const { t } = useTranslation();
  const { done, failed } = useSaying();
  const [running, setRunning] = useState<ExportRun | null>(null);
  const stopper = useRef<AbortController | null>(null);
  // Whoever leaves the list does not wait for its file any more.
  useEffect(() => () => stopper.current?.abort(), []);

  async function fetched(format: ExportFormat, more: Parameters<Exporting["run"]>[1]) {
    const stop = new AbortController();
    stopper.current = stop;
    setRunning(NOTHING);
    try {
      let rows: number | null = null;
      const stream = await call(
        api
          .POST("/forms/{form}/records/export", {
            params: { path: { form: form.key } },
            body: exportBody(form, now, format, more),
            parseAs: "stream",
            signal: stop.signal,
          })
          .then((answer) => {
            const counted = answer.response.headers.get("X-Total-Count");
            rows = counted === null ? null : Number(counted);
            return answer;
          }),
      );
      setRunning({ rows, bytes: 0 });
      const whole = stream as ReadableStream<Uint8Array<ArrayBuffer>>;
      const file = await collected(whole, (bytes) => setRunning({ rows, bytes })).catch((error) => {
        if (stop.signal.aborted) throw error;
        throw new ApiError(0, {});
      });
      saveBlob(`${form.name} ${dayOf(serverDate())}.${format}`, file);
      done(t("export.done", { n: rows ?? 0 }));
    } catch (error) {
      if (!stop.signal.aborted) failed(error, () => void fetched(format, more));
    } finally {
      if (stopper.current === stop) {
        stopper.current = null;
        setRunning(null);
      }
    }
  }

  return {
    may: form.can.includes("export"),
    running,
    run: (format, more) => {
      if (!stopper.current) void fetched(format, more);
    },
    stop: () => stopper.current?.abort(),
  };
}
