import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "./icon";
import "./beside.css";

const wide = window.matchMedia("(min-width: 1180px)");

function watch(notify: () => void): () => void {
  wide.addEventListener("change", notify);
  return () => wide.removeEventListener("change", notify);
}

/** Whether there is room for a record beside its list; otherwise it opens as a page of its own. */
export function useRoomBeside(): boolean {
  return useSyncExternalStore(watch, () => wide.matches);
}

/** The record that slides beside a list: its place in the list, the way to the whole page, and out. */
export function BesideFrame({
  at,
  of,
  onMove,
  onWhole,
  onClose,
  children,
}: {
  at: number;
  of: number;
  onMove: (step: number) => void;
  onWhole: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <aside className="beside" aria-label={t("beside.title")}>
      <div className="beside-head">
        <button
          type="button"
          className="btn btn-plain btn-small btn-icon"
          aria-label={t("ticket.previous")}
          title={`${t("ticket.previous")} (K)`}
          disabled={at <= 0}
          onClick={() => onMove(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="btn btn-plain btn-small btn-icon"
          aria-label={t("ticket.next")}
          title={`${t("ticket.next")} (J)`}
          disabled={at < 0 || at >= of - 1}
          onClick={() => onMove(1)}
        >
          <Icon name="down" />
        </button>
        {at >= 0 ? <span className="quiet">{t("ticket.place", { at: at + 1, of })}</span> : null}
        <button type="button" className="btn btn-plain btn-small push" onClick={onWhole}>
          <Icon name="expand" />
          {t("beside.whole")}
          <kbd className="kbd">Enter</kbd>
        </button>
        <button
          type="button"
          className="btn btn-plain btn-small btn-icon"
          aria-label={t("dialog.close")}
          title={`${t("dialog.close")} (Esc)`}
          onClick={onClose}
        >
          <Icon name="x" />
        </button>
      </div>
      {children}
    </aside>
  );
}
