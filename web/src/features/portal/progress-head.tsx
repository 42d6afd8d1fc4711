import type { Ref } from "react";
import { serverDate } from "../../api/server-time";
import { Stepper } from "../../ui/stepper";
import type { Progress } from "./model";
import { useTexts } from "./texts";
import { dayAndTime, shortTime } from "./time";

export interface ProgressHeadProps {
  progress: Progress;
  heading: Ref<HTMLHeadingElement>;
}

/** Number, state in words, what comes until when, and the steps. */
export function ProgressHead({ progress, heading }: ProgressHeadProps) {
  const { language, t } = useTexts();
  const now = serverDate();
  const until = (instant: string) => dayAndTime(new Date(instant), now, language);

  function promise(): string {
    if (progress.state === "confirm") {
      return progress.confirm_until
        ? t("progress.confirm_until", { time: until(progress.confirm_until) })
        : t("progress.confirm_text");
    }
    if (progress.state === "closed") return t("progress.closed_text");
    if (!progress.resolution_due) return t(`progress.${progress.state}_text`);
    return Date.parse(progress.resolution_due) < now.getTime()
      ? t("progress.overdue")
      : t("progress.due", { time: until(progress.resolution_due) });
  }

  return (
    <section className="p-card p-head" aria-label={t("progress.state")}>
      <div className="p-status">
        <div className="p-status-line">
          <span className="p-ltr">{progress.number}</span>
          {progress.status ? (
            <span className={`p-badge p-badge-${progress.status.category}`}>
              {progress.status.label}
            </span>
          ) : null}
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {t(`progress.${progress.state}`)}
        </h1>
        <p>{promise()}</p>
      </div>
      <Stepper
        label={t("progress.steps")}
        stateNames={{
          done: t("step.done"),
          current: t("step.current"),
          next: t("step.next"),
        }}
        sentence={(position, count, name) => t("step.sentence", { position, count, name })}
        steps={progress.steps.map((step) => ({
          key: step.key,
          name: step.name,
          state: step.state,
          note:
            step.state === "current"
              ? t(progress.state === "confirm" ? "step.yours" : "step.running")
              : step.state === "done" && step.at
                ? shortTime(new Date(step.at), now, language)
                : undefined,
        }))}
      />
    </section>
  );
}
