import { type FormEvent, useCallback, useEffect, useId, useRef, useState } from "react";
import { serverDate } from "../../api/server-time";
import { LANGUAGES } from "../../fields";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Notice } from "../../ui/notice";
import { useToast } from "../../ui/toast";
import { answerSurvey, NoAnswer, Refusal, readSurvey } from "./api";
import { useKept } from "./kept-words";
import { lastFormAddress } from "./last-form";
import type { Survey } from "./model";
import { EMPTY, GivenRating, isDraft, ScorePick, WordsPick } from "./rating";
import { Shell } from "./shell";
import { ProgressSkeleton } from "./skeletons";
import { useTexts } from "./texts";
import { dayAndTime, shortTime } from "./time";
import { causeOf, Trouble } from "./trouble";

/** Asks a customer how it was. Opening it rates nothing; the first answer stands. */
export function SurveyPage({ token }: { token: string }) {
  const { language, t } = useTexts();
  const toast = useToast();
  const [survey, setSurvey] = useState<Survey | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [draft, setDraft] = useKept(token, "rating", EMPTY, isDraft);
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const [thanks, setThanks] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const fault = useId();

  const read = useCallback(
    async (signal?: AbortSignal) => {
      try {
        const found = await readSurvey(token, language, signal);
        if (signal?.aborted) return;
        setTrouble(null);
        setSurvey(found);
      } catch (error) {
        if (!signal?.aborted) setTrouble(error);
      }
    },
    [token, language],
  );

  useEffect(() => {
    const control = new AbortController();
    void read(control.signal);
    return () => control.abort();
  }, [read]);

  useEffect(() => {
    if (thanks) heading.current?.focus();
  }, [thanks]);

  async function send(event: FormEvent) {
    event.preventDefault();
    if (sending) return;
    setTried(true);
    if (draft.score === null) {
      document.querySelector<HTMLInputElement>(".p-survey input")?.focus();
      return;
    }
    setSending(true);
    try {
      setSurvey(await answerSurvey(token, { ...draft, score: draft.score }, language));
      setThanks(true);
      setDraft(EMPTY);
    } catch (error) {
      if (error instanceof NoAnswer) toast(t("rating.offline"), "problem");
      else if (error instanceof Refusal) {
        toast(error.errors[0]?.message ?? error.sentence, "problem");
        // Somebody was faster, or its time is over: show how it stands.
        if (error.status !== 422) await read();
      } else throw error;
    } finally {
      setSending(false);
    }
  }

  if (!survey || (trouble instanceof Refusal && trouble.status < 500 && trouble.status !== 429)) {
    const told = trouble instanceof Refusal ? trouble.document.form_url : null;
    return (
      <Shell company={survey?.company ?? ""} title={t("rating.page")} offered={LANGUAGES}>
        {trouble ? (
          <Trouble
            cause={causeOf(trouble, "survey")}
            onRetry={() => void read()}
            formAddress={typeof told === "string" ? told : lastFormAddress()}
          />
        ) : (
          <ProgressSkeleton />
        )}
      </Shell>
    );
  }

  const now = serverDate();
  const again = survey.again_url;
  return (
    <Shell company={survey.company} title={t("rating.page")} offered={LANGUAGES}>
      {survey.state === "expired" ? (
        <Notice icon="clock" title={t("rating.expired")} text={t("rating.expired_text")}>
          {again ? (
            <a className="ui-button ui-button-primary ui-button-touch" href={again}>
              {t("form.again")}
            </a>
          ) : null}
        </Notice>
      ) : survey.answer ? (
        <div className="p-form p-survey">
          <div className="p-thanks">
            <span className="p-thanks-mark">
              <Icon name="check" />
            </span>
            <h1 ref={heading} tabIndex={-1}>
              {t(thanks ? "rating.thanks" : "rating.answered")}
            </h1>
            <p>{t(thanks ? "rating.thanks_text" : "rating.answered_text")}</p>
          </div>
          <GivenRating answer={survey.answer} />
          <Again address={again} />
        </div>
      ) : (
        <form className="p-form p-survey" noValidate onSubmit={(event) => void send(event)}>
          <section className="p-card p-head">
            <div className="p-status">
              <div className="p-status-line">
                <span className="p-ltr">{survey.number}</span>
                {survey.resolved_at ? (
                  <span>
                    {t("rating.solved", {
                      time: dayAndTime(new Date(survey.resolved_at), now, language),
                    })}
                  </span>
                ) : null}
              </div>
              <h1>{survey.question}</h1>
            </div>
            <ScorePick
              scale={survey.scale}
              label={survey.question}
              score={draft.score}
              onPick={(score) => setDraft({ ...draft, score })}
              faultId={tried && draft.score === null ? fault : undefined}
            />
            {tried && draft.score === null ? (
              <p id={fault} className="p-fault" role="alert">
                {t("rating.fault")}
              </p>
            ) : null}
          </section>
          <section className="p-card p-pad p-questions">
            <WordsPick scale={survey.scale} draft={draft} busy={sending} onChange={setDraft} />
          </section>
          <Again address={again} />
          <p className="p-foot">
            {survey.expires_at
              ? t("rating.once_until", {
                  day: shortTime(new Date(survey.expires_at), now, language),
                })
              : t("rating.once")}
          </p>
          <div className="p-dock">
            <div>
              <Button submit busy={sending}>
                {t("rating.send")}
              </Button>
            </div>
          </div>
        </form>
      )}
    </Shell>
  );
}

/** The way back for those whose problem is still there. */
function Again({ address }: { address: string | null }) {
  const { t } = useTexts();
  if (!address) return null;
  return (
    <a className="p-card p-again" href={address}>
      <span>{t("rating.not_solved")}</span>
      <b>
        {t("form.again")}
        <Icon name="forward" small flip />
      </b>
    </a>
  );
}
