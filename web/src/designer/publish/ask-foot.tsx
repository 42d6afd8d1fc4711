import { useTranslation } from "react-i18next";
import { Later } from "./later";

/** What is asked before changes are carried out: consent where values stay behind, words about it, when. */
export function AskFoot({
  asks,
  accepted,
  onAccepted,
  note,
  onNote,
  ready,
  act,
  onAct,
  onClose,
}: {
  asks: boolean;
  accepted: boolean;
  onAccepted: (accepted: boolean) => void;
  note: string;
  onNote: (note: string) => void;
  ready: boolean;
  /** What the button says. */
  act: string;
  /** `at`: when, ISO 8601; at once without. */
  onAct: (at?: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      {asks ? (
        <label className="tick">
          <input
            type="checkbox"
            checked={accepted}
            onChange={(event) => onAccepted(event.target.checked)}
          />
          {t("publish.accept")}
        </label>
      ) : null}
      <input
        type="text"
        className="publish-note"
        maxLength={500}
        value={note}
        aria-label={t("publish.note")}
        placeholder={t("publish.note")}
        onChange={(event) => onNote(event.target.value)}
      />
      <button type="button" className="btn" onClick={onClose}>
        {t("publish.not_now")}
      </button>
      <Later disabled={!ready} onPick={onAct} />
      <button type="button" className="btn btn-primary" disabled={!ready} onClick={() => onAct()}>
        {act}
      </button>
    </>
  );
}
