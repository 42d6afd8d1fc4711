import { useEffect, useRef, useState } from "react";
import { LANGUAGES } from "../../fields";
import { Icon } from "../../ui/icon";
import { useToast } from "../../ui/toast";
import { Refusal } from "./api";
import { type Outcome, useProgress } from "./follow";
import { isText, useKept } from "./kept-words";
import { lastFormAddress } from "./last-form";
import type { Verb } from "./model";
import { ProgressDock } from "./progress-dock";
import { ProgressHead } from "./progress-head";
import { RejectSheet, ReplySheet } from "./progress-sheets";
import { Shown, Submitted, Timeline } from "./progress-story";
import { EMPTY, GivenRating, isDraft } from "./rating";
import { RatingSheet } from "./rating-sheet";
import { Shell } from "./shell";
import { ProgressSkeleton } from "./skeletons";
import { useTexts } from "./texts";
import { causeOf, Trouble } from "./trouble";

/** How a ticket stands, for its customer. Opening it changes nothing. */
export function ProgressPage({ token }: { token: string }) {
  const { language, t } = useTexts();
  const toast = useToast();
  const { progress, trouble, reading, acting, urgeAgain, refresh, perform } = useProgress(
    token,
    language,
  );
  const [sheet, setSheet] = useState<"reject" | "reply" | "rate" | null>(null);
  const [words, setWords] = useKept(token, "words", "", isText);
  const [rating, setRating] = useKept(token, "rating", EMPTY, isDraft);
  const [answered, setAnswered] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);

  // The buttons of an answer go away with it; the new state is where one reads on.
  useEffect(() => {
    if (answered > 0) heading.current?.focus();
  }, [answered]);

  async function doIt(verb: Verb, body: Record<string, unknown>): Promise<Outcome> {
    const outcome = await perform(verb, body);
    if (outcome === "done") toast(t(`done.${verb}`));
    else if (outcome === "offline") toast(t("progress.offline"), "problem");
    else if (outcome === "urged_recently") toast(t("progress.urged_recently"), "problem");
    else if (outcome === "overtaken") toast(t("progress.overtaken"), "problem");
    else toast(outcome.refused || t("progress.refused"), "problem");
    if (outcome === "done" || outcome === "overtaken") setSheet(null);
    if (outcome === "done" && verb !== "urge") {
      if (verb === "rate") setRating(EMPTY);
      else setWords("");
      if (verb !== "reply") setAnswered((count) => count + 1);
    }
    return outcome;
  }

  async function refreshAloud() {
    if (await refresh()) toast(t("progress.fresh"));
    else toast(t("progress.offline"), "problem");
  }

  const cause = trouble ? causeOf(trouble, "progress") : null;
  const dead = cause === "link_invalid" || cause === "link_expired";

  // A page that is already there stays when reading again fails for lack of a network.
  if (!progress || dead) {
    const told = trouble instanceof Refusal ? trouble.document.form_url : null;
    return (
      <Shell company={progress?.company ?? ""} title={t("progress.page")} offered={LANGUAGES}>
        {cause ? (
          <Trouble
            cause={cause}
            onRetry={() => void refresh()}
            formAddress={
              dead
                ? typeof told === "string"
                  ? told
                  : (progress?.form_url ?? lastFormAddress())
                : null
            }
          />
        ) : (
          <ProgressSkeleton />
        )}
      </Shell>
    );
  }

  return (
    <Shell
      company={progress.company}
      title={`${progress.number} ${t("progress.page")}`}
      offered={LANGUAGES}
      aside={
        <button
          type="button"
          className={`p-icon-button${reading ? " p-turning" : ""}`}
          aria-label={t("progress.refresh")}
          aria-busy={reading || undefined}
          title={t("progress.refresh")}
          onClick={() => void refreshAloud()}
        >
          <Icon name="refresh" />
        </button>
      }
    >
      <div className="p-form">
        <ProgressHead progress={progress} heading={heading} />
        {progress.rating?.answer ? <GivenRating answer={progress.rating.answer} /> : null}
        <Shown token={token} entries={progress.shown} />
        <Timeline token={token} progress={progress} />
        <Submitted entries={progress.submitted} />
        <ProgressDock
          progress={progress}
          acting={acting}
          urgeAgain={urgeAgain}
          onConfirm={() => void doIt("confirm", {})}
          onUrge={() => void doIt("urge", {})}
          onReject={() => setSheet("reject")}
          onReply={() => setSheet("reply")}
          onRate={() => setSheet("rate")}
        />
      </div>
      {sheet === "reject" ? (
        <RejectSheet
          busy={acting === "reject"}
          words={words}
          onWords={setWords}
          onClose={() => setSheet(null)}
          onSend={(reason) => void doIt("reject", { reason })}
        />
      ) : null}
      {sheet === "reply" ? (
        <ReplySheet
          busy={acting === "reply"}
          words={words}
          onWords={setWords}
          onClose={() => setSheet(null)}
          onSend={(text) => void doIt("reply", { text })}
        />
      ) : null}
      {sheet === "rate" && progress.rating ? (
        <RatingSheet
          scale={progress.rating.scale}
          question={progress.rating.question}
          busy={acting === "rate"}
          draft={rating}
          onDraft={setRating}
          onClose={() => setSheet(null)}
          onSend={(values) => void doIt("rate", { ...values })}
        />
      ) : null}
    </Shell>
  );
}
