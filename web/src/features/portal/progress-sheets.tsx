import { type FormEvent, useId, useState } from "react";
import { Button } from "../../ui/button";
import { Sheet } from "../../ui/sheet";
import { useTexts } from "./texts";

interface WordsProps {
  /** What was written; kept outside, so that closing the sheet by mistake loses nothing. */
  words: string;
  onWords: (words: string) => void;
}

export interface RejectSheetProps extends WordsProps {
  busy: boolean;
  onClose: () => void;
  onSend: (reason: string) => void;
}

const REASONS = ["still", "partly", "new", "other"] as const;
type Reason = (typeof REASONS)[number];

/** Asks what is not solved yet; a reason is chosen, or written where none of them fits. */
export function RejectSheet({ busy, words: text, onWords, onClose, onSend }: RejectSheetProps) {
  const { t } = useTexts();
  const id = useId();
  const [reason, setReason] = useState<Reason | null>(null);
  const [tried, setTried] = useState(false);
  const words = text.trim();
  const fault = reason === null ? "choose" : reason === "other" && !words ? "write" : null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (fault || !reason) {
      const wanted = fault === "write" ? `${id}-text` : `${id}-still`;
      document.getElementById(wanted)?.focus();
      return;
    }
    const label = t(`reject.${reason}`);
    onSend(reason === "other" ? words : words ? `${label}${t("form.colon")}${words}` : label);
  }

  return (
    <Sheet title={t("reject.title")} description={t("reject.text")} onClose={onClose}>
      <form className="p-sheet-form" noValidate onSubmit={send}>
        <div
          className="p-chips"
          role="radiogroup"
          aria-label={t("reject.reason")}
          aria-required="true"
          aria-describedby={tried && fault ? `${id}-fault` : undefined}
        >
          {REASONS.map((one) => (
            <label key={one} className="p-chip">
              <input
                id={`${id}-${one}`}
                type="radio"
                className="f-hidden-input"
                name={id}
                checked={reason === one}
                onChange={() => setReason(one)}
              />
              <span>{t(`reject.${one}`)}</span>
            </label>
          ))}
        </div>
        <textarea
          id={`${id}-text`}
          className="p-textarea"
          rows={2}
          maxLength={2000}
          aria-label={t("reject.words")}
          aria-invalid={(tried && fault === "write") || undefined}
          aria-describedby={tried && fault ? `${id}-fault` : undefined}
          placeholder={t(reason === "other" ? "reject.placeholder_other" : "reject.placeholder")}
          readOnly={busy}
          value={text}
          onChange={(event) => onWords(event.target.value)}
        />
        {tried && fault ? (
          <p id={`${id}-fault`} className="p-fault" role="alert">
            {t(`reject.fault_${fault}`)}
          </p>
        ) : null}
        <div className="p-pair">
          <Button look="ghost" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button submit busy={busy}>
            {t("reject.send")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

export interface ReplySheetProps extends WordsProps {
  busy: boolean;
  onClose: () => void;
  onSend: (text: string) => void;
}

/** A few more words for whoever works on it. */
export function ReplySheet({ busy, words: text, onWords, onClose, onSend }: ReplySheetProps) {
  const { t } = useTexts();
  const id = useId();
  const [tried, setTried] = useState(false);
  const missing = tried && !text.trim();

  return (
    <Sheet title={t("reply.title")} description={t("reply.text")} onClose={onClose}>
      <form
        className="p-sheet-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          setTried(true);
          if (text.trim()) onSend(text.trim());
          else document.getElementById(id)?.focus();
        }}
      >
        <textarea
          id={id}
          className="p-textarea"
          rows={4}
          maxLength={5000}
          aria-label={t("reply.title")}
          aria-required="true"
          aria-invalid={missing || undefined}
          aria-describedby={missing ? `${id}-fault` : undefined}
          placeholder={t("reply.placeholder")}
          readOnly={busy}
          value={text}
          onChange={(event) => onWords(event.target.value)}
        />
        {missing ? (
          <p id={`${id}-fault`} className="p-fault" role="alert">
            {t("reply.fault")}
          </p>
        ) : null}
        <div className="p-pair">
          <Button look="ghost" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button submit busy={busy}>
            {t("reply.send")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
