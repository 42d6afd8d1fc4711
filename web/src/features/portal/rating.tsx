import { useId } from "react";
import { Face } from "../../ui/face";
import type { GivenAnswer, RatingValues, Scale } from "./model";
import { useTexts } from "./texts";

const ENDS: Record<Scale, readonly [least: number, most: number]> = {
  csat: [1, 5],
  nps: [0, 10],
  ces: [1, 7],
};
const TAGS = ["prompt", "friendly", "clear", "at_once", "informed"] as const;
/** From this score on one asks what was good, below what could be better. */
const GOOD: Record<Scale, number> = { csat: 4, nps: 7, ces: 5 };

export interface Draft extends Omit<RatingValues, "score"> {
  score: number | null;
}

export const EMPTY: Draft = { score: null, tags: [], comment: "" };

export function isDraft(raw: unknown): raw is Draft {
  if (typeof raw !== "object" || raw === null) return false;
  const { score, tags, comment } = raw as Record<string, unknown>;
  return (
    (score === null || typeof score === "number") &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === "string") &&
    typeof comment === "string"
  );
}

export interface ScorePickProps {
  scale: Scale;
  /** Names the group for those who do not see the heading. */
  label: string;
  score: number | null;
  onPick: (score: number) => void;
  /** What is wrong stands below, under this id. */
  faultId?: string | undefined;
}

/** Five faces, or a row of numbers with words at both ends. */
export function ScorePick({ scale, label, score, onPick, faultId }: ScorePickProps) {
  const { t } = useTexts();
  const id = useId();
  const [least, most] = ENDS[scale];
  const scores = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const faces = scale === "csat";
  return (
    <div>
      <div
        className={faces ? "p-faces" : `p-scores p-scores-${scale}`}
        role="radiogroup"
        aria-label={label}
        aria-required="true"
        aria-describedby={faultId}
      >
        {scores.map((one) => (
          <label key={one} className={faces ? "p-face" : "p-score"}>
            <input
              type="radio"
              className="f-hidden-input"
              name={id}
              value={one}
              checked={score === one}
              onChange={() => onPick(one)}
            />
            <span>
              {faces ? <Face score={one} /> : null}
              {faces ? t(`csat.${one}`) : one}
            </span>
          </label>
        ))}
      </div>
      {faces ? null : (
        <div className="p-ends">
          <span>{t(`ends.${scale}_least`)}</span>
          <span>{t(`ends.${scale}_most`)}</span>
        </div>
      )}
    </div>
  );
}

export interface WordsPickProps {
  scale: Scale;
  draft: Draft;
  /** It is being sent. */
  busy: boolean;
  onChange: (draft: Draft) => void;
}

/** What was good or could be better, and a few words; all of it as one likes. */
export function WordsPick({ scale, draft, busy, onChange }: WordsPickProps) {
  const { t } = useTexts();
  const id = useId();
  const good = draft.score === null || draft.score >= GOOD[scale];
  function toggle(tag: string) {
    const kept = draft.tags.filter((each) => each !== tag);
    onChange({ ...draft, tags: kept.length < draft.tags.length ? kept : [...kept, tag] });
  }
  return (
    <>
      <div className="p-question">
        <div className="p-question-head" id={`${id}-tags`}>
          {t(good ? "rating.good" : "rating.better")}
          <span>{t("rating.optional_many")}</span>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row of chips everywhere */}
        <div className="p-chips" role="group" aria-labelledby={`${id}-tags`}>
          {TAGS.map((tag) => (
            <label key={tag} className="p-chip">
              <input
                type="checkbox"
                className="f-hidden-input"
                checked={draft.tags.includes(tag)}
                onChange={() => toggle(tag)}
              />
              <span>{t(`tag.${tag}`)}</span>
            </label>
          ))}
        </div>
      </div>
      <div className="p-question">
        <label className="p-question-head" htmlFor={`${id}-words`}>
          {t("rating.words")}
          <span>{t("rating.optional")}</span>
        </label>
        <textarea
          id={`${id}-words`}
          className="p-textarea p-textarea-tall"
          rows={3}
          maxLength={2000}
          placeholder={t("rating.placeholder")}
          readOnly={busy}
          value={draft.comment}
          onChange={(event) => onChange({ ...draft, comment: event.target.value })}
        />
      </div>
    </>
  );
}

/** The answer that stands, as it was given. */
export function GivenRating({ answer }: { answer: GivenAnswer }) {
  const { t } = useTexts();
  const faces = answer.scale === "csat";
  return (
    <section className="p-card p-pad p-given" aria-label={t("rating.yours")}>
      <div className="p-question-head">{t("rating.yours")}</div>
      <p className="p-given-score">
        {faces ? <Face score={answer.score} /> : null}
        {faces ? t(`csat.${answer.score}`) : `${answer.score} / ${ENDS[answer.scale][1]}`}
      </p>
      {answer.tags.length > 0 ? (
        <p className="p-small">{answer.tags.map((tag) => t(`tag.${tag}`)).join(t("rating.and"))}</p>
      ) : null}
      {answer.comment ? <p className="p-quote">{answer.comment}</p> : null}
    </section>
  );
}
