import { Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BulkRun, RowResult } from "./bulk";
import { Icon } from "./icon";
import { useSaying } from "./saying";
import "./bulk-bar.css";

/** What can be done with the selected rows; while it is being done, how far it is. */
export function BulkBar({
  count,
  running,
  onStop,
  onClear,
  more,
  children,
}: {
  count: number;
  running: BulkRun | null;
  onStop: () => void;
  onClear: () => void;
  /** What can be said or done about how many are selected. */
  more?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  if (running) {
    const share = running.of ? Math.round((running.done / running.of) * 100) : 0;
    return (
      <div className="bulk-bar" role="status">
        <span className="bulk-count">
          {t("bulk.running", { title: running.title, done: running.done, of: running.of })}
        </span>
        <progress className="bulk-progress" max={100} value={share} aria-label={running.title} />
        <button type="button" className="btn btn-plain" onClick={onStop}>
          {t("bulk.stop")}
        </button>
      </div>
    );
  }
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t("bulk.title")}>
      <span className="bulk-count" role="status">
        {t("bulk.selected", { n: count })}
      </span>
      {more}
      <span className="bulk-line" aria-hidden="true" />
      {children}
      <span className="bulk-line" aria-hidden="true" />
      <button type="button" className="btn btn-plain" onClick={onClear}>
        {t("dialog.cancel")}
        <kbd className="kbd">Esc</kbd>
      </button>
    </div>
  );
}

/** Rows that could not be done, with what was in the way. */
export interface Refused {
  title: string;
  done: number;
  /** How many were refused, where these rows are only the first of them. */
  of?: number;
  rows: { id: string; name: string; message: string }[];
  /** All of them as a file. */
  sheet?: { address: string; name: string };
}

/** Says what became of an act on many rows; the rows that were refused are kept to be looked at. */
export function useBulkOutcome(nameOf: (id: string) => string) {
  const { t } = useTranslation();
  const { done } = useSaying();
  const [refused, setRefused] = useState<Refused | null>(null);
  function tell(title: string, results: readonly RowResult[]) {
    const rows = results
      .filter((each) => !each.ok)
      .map((each) => ({
        id: each.id,
        name: nameOf(each.id),
        message: each.message ?? t("trouble.other.title"),
      }));
    const fine = results.length - rows.length;
    if (rows.length) setRefused({ title, done: fine, rows });
    else if (fine) done(t("bulk.done", { title, n: fine }));
  }
  return { refused, tell, forget: () => setRefused(null) };
}

export function RefusedDialog({
  refused,
  onClose,
}: {
  refused: Refused | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  if (!refused) return null;
  return (
    <Modal
      open
      title={t("bulk.partly", { title: refused.title })}
      closable={{ "aria-label": t("dialog.close") }}
      onCancel={onClose}
      width={560}
      footer={
        <button type="button" className="btn btn-primary" onClick={onClose}>
          {t("bulk.understood")}
        </button>
      }
    >
      <p className="bulk-sum">
        {t("bulk.partly_text", {
          done: refused.done,
          refused: refused.of ?? refused.rows.length,
        })}
      </p>
      <ul className="bulk-refused">
        {refused.rows.map((row) => (
          <li key={row.id}>
            <Icon name="info" size="s" />
            <b className="clip">{row.name}</b>
            <span>{row.message}</span>
          </li>
        ))}
      </ul>
      {refused.of !== undefined && refused.of > refused.rows.length ? (
        <p className="quiet bulk-more">{t("bulk.first_rows", { n: refused.rows.length })}</p>
      ) : null}
      {refused.sheet ? (
        <a
          className="text-link bulk-sheet"
          href={refused.sheet.address}
          download={refused.sheet.name}
        >
          <Icon name="download" size="s" />
          {t("bulk.refused_sheet")}
        </a>
      ) : null}
    </Modal>
  );
}
