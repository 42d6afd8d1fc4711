import { type FormEvent, useId, useState } from "react";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";
import type { RatingValues, Scale } from "./model";
import { type Draft, ScorePick, WordsPick } from "./rating";
import { useTexts } from "./texts";

export interface RatingSheetProps {
  scale: Scale;
  question: string;
  busy: boolean;
  /** What was begun; kept outside, so that closing the sheet by mistake loses nothing. */
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onClose: () => void;
  onSend: (values: RatingValues) => void;
}

/** Rates a solved ticket from its progress page. */
export function RatingSheet(props: RatingSheetProps) {
  const { scale, question, busy, draft, onDraft, onClose, onSend } = props;
  const { t } = useTexts();
  const id = useId();
  const [tried, setTried] = useState(false);
  const missing = tried && draft.score === null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (draft.score !== null) onSend({ ...draft, score: draft.score });
  }

  return (
    <Sheet title={question} description={t("rating.once")} onClose={onClose}>
      <form className="p-sheet-form" noValidate onSubmit={send}>
        <ScorePick
          scale={scale}
          label={question}
          score={draft.score}
          onPick={(score) => onDraft({ ...draft, score })}
          faultId={missing ? id : undefined}
        />
        {missing ? (
          <p id={id} className="p-fault" role="alert">
            {t("rating.fault")}
          </p>
        ) : null}
        <WordsPick scale={scale} draft={draft} busy={busy} onChange={onDraft} />
        <div className="p-pair">
          <Button look="ghost" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button submit busy={busy}>
            {t("rating.send")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
