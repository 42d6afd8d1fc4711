import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROOT } from "../../api/client";
import { serverNow } from "../../api/server-time";
import type { Form } from "../../api/types";
import { RefusedDialog } from "../../app/bulk-bar";
import type { Batch } from "./use-batch";
import { useBatchTitle, useRefusedRows } from "./use-batch";

/** How far an act on many records is, which goes on without this page; it can be stopped, or taken back at first. */
export function RunningBatch({
  form,
  batch,
  onStop,
}: {
  form: Form;
  batch: Batch;
  onStop: () => void;
}) {
  const { t } = useTranslation();
  const title = useBatchTitle(form)(batch);
  const soon = useSoon(batch);
  const done = batch.done + batch.refused;
  return (
    <div className="bulk-bar batch-bar" role="status">
      <span className="bulk-count">
        {soon
          ? t("batch.soon", { title, n: batch.total })
          : t("bulk.running", { title, done, of: batch.total })}
      </span>
      {soon ? null : (
        <>
          <progress className="bulk-progress" max={batch.total} value={done} aria-label={title} />
          <span className="quiet batch-hint">{t("batch.goes_on")}</span>
        </>
      )}
      <button type="button" className="btn btn-plain" onClick={onStop}>
        {t(soon ? "bulk.undo" : "bulk.stop")}
      </button>
    </div>
  );
}

/** Whether it has not begun yet. */
function useSoon(batch: Batch): boolean {
  const begins = Date.parse(batch.starts_at);
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (begins <= now) return;
    const timer = setTimeout(() => setNow(serverNow()), begins - now + 50);
    return () => clearTimeout(timer);
  }, [begins, now]);
  return batch.done + batch.refused === 0 && begins > now;
}

/** What became of it, until somebody has read it. */
export function EndedBatch({
  form,
  batch,
  onRead,
}: {
  form: Form;
  batch: Batch;
  onRead: () => void;
}) {
  const { t } = useTranslation();
  const title = useBatchTitle(form)(batch);
  const refused = useRefusedRows(form.key, batch);
  const left = batch.total - batch.done - batch.refused;
  const address = `${ROOT}/forms/${encodeURIComponent(form.key)}/batches/${batch.id}/refused`;
  return (
    <>
      <div className="bulk-bar batch-bar" role="status">
        <span className="bulk-count">{t("bulk.done", { title, n: batch.done })}</span>
        {batch.error ? <span className="batch-hint">{batch.error}</span> : null}
        {left > 0 ? <span className="quiet">{t("batch.stopped", { n: left })}</span> : null}
        {batch.refused > 0 ? (
          <button type="button" className="text-link" onClick={refused.show}>
            {t("batch.refused", { n: batch.refused })}
          </button>
        ) : null}
        <button type="button" className="btn btn-plain" onClick={onRead}>
          {t("bulk.understood")}
        </button>
      </div>
      <RefusedDialog
        refused={
          refused.rows
            ? {
                title,
                done: refused.rows.done,
                of: refused.rows.refused,
                sheet: { address, name: t("batch.sheet_file", { form: form.name }) },
                rows: refused.rows.rows.map((row) => ({
                  id: `${row.row}`,
                  name: row.name || t("batch.nameless"),
                  message: row.message,
                })),
              }
            : null
        }
        onClose={refused.hide}
      />
    </>
  );
}
