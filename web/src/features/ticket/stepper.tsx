import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { FlowStep } from "../../api/types";
import { Icon, type IconName } from "../../app/icon";
import { useNow } from "../../app/now";
import { moment } from "../../app/words";
import { besides } from "../../fields/isolate";
import { shownSteps } from "./steps-shown";

/** What goes on by itself has a drawing where people's steps have a number. */
const SIGNS: Record<string, IconName> = {
  branch: "share",
  cc: "eye",
  wait: "clock",
  action: "gear",
};

/** The color of the present step: when to warn, and when it is late. */
function levelOf(step: FlowStep, now: number): string {
  if (step.state !== "current" || !step.due_at || step.type === "wait") return "";
  if (now > Date.parse(step.due_at)) return "level-late";
  return step.warn_at && now >= Date.parse(step.warn_at) ? "level-warn2" : "";
}

/** How far the flow is: done with who and when, the present step with its deadline, the next numbered. */
export function Stepper({
  steps,
  stuck,
}: {
  steps: FlowStep[];
  /** Nodes that could not go on and wait for a decision. */
  stuck: string[];
}) {
  const { t } = useTranslation();
  const now = useNow();
  if (steps.length === 0) return null;
  function below(step: FlowStep): string {
    if (step.state === "done") {
      return besides(step.by, step.at ? moment(step.at, now, t) : null);
    }
    if (step.state === "current") {
      if (stuck.includes(step.node)) return t("ticket.step_stuck");
      if (step.type === "action") return t("ticket.step_runs");
      const until = step.due_at ? t("ticket.until", { time: moment(step.due_at, now, t) }) : null;
      return besides(step.by, until) || t("ticket.step_now");
    }
    return t("ticket.step_next");
  }
  return (
    <ol className="stepper" aria-label={t("ticket.flow")}>
      {shownSteps(steps, stuck).map((each) => {
        if ("left" in each) return <Left key={each.left[0]?.node} steps={each.left} />;
        const { step, number } = each;
        return (
          <li
            key={step.node}
            className={`step is-${step.state === "current" ? "now" : step.state} ${stuck.includes(step.node) ? "level-late" : levelOf(step, now)}`}
            aria-current={step.state === "current" ? "step" : undefined}
          >
            <span className="step-sign" aria-hidden="true">
              {step.state === "done" ? (
                <Icon name="check" size="s" />
              ) : SIGNS[step.type] ? (
                <Icon name={SIGNS[step.type] as IconName} size="s" />
              ) : step.state === "next" ? (
                number
              ) : null}
            </span>
            <div className="step-name">{step.name}</div>
            <div className="step-who" title={below(step)}>
              {below(step)}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** Steps that there is no room for; their names open. */
function Left({ steps }: { steps: readonly FlowStep[] }) {
  const { t } = useTranslation();
  const done = steps[0]?.state === "done";
  return (
    <li className={done ? "step step-left is-done" : "step step-left"}>
      <Popover
        trigger={["click"]}
        placement="bottom"
        content={
          <ul className="steps-left">
            {steps.map((step) => (
              <li key={step.node}>{step.name}</li>
            ))}
          </ul>
        }
      >
        <button
          type="button"
          className="step-more"
          aria-label={t("ticket.steps_left", { n: steps.length })}
        >
          <span className="step-sign">
            <Icon name="more" size="s" />
          </span>
          <span className="step-name">{t("ticket.steps_left", { n: steps.length })}</span>
        </button>
      </Popover>
    </li>
  );
}

/** More bars would be thinner than what one sees. */
const MOST_BARS = 24;

/** A bar for each step, or one that fills where there are too many. */
function Bars({ steps }: { steps: FlowStep[] }) {
  if (steps.length > MOST_BARS) {
    const passed = steps.filter((step) => step.state !== "next").length;
    return (
      <div className="steps-brief is-one" aria-hidden="true">
        <i className="is-done" style={{ flexGrow: passed }} />
        <i style={{ flexGrow: steps.length - passed }} />
      </div>
    );
  }
  return (
    <div className="steps-brief" aria-hidden="true">
      {steps.map((step) => (
        <i key={step.node} className={step.state === "current" ? "is-now" : `is-${step.state}`} />
      ))}
    </div>
  );
}

/** The same on a phone: bars and a sentence. */
export function StepperBrief({ steps }: { steps: FlowStep[] }) {
  const { t } = useTranslation();
  if (steps.length === 0) return null;
  const at = steps.findIndex((step) => step.state === "current");
  const current = steps[at];
  const next = steps[at + 1];
  return (
    <div className="steps">
      <Bars steps={steps} />
      <p className="steps-text">
        {current ? (
          <>
            <b>{current.name}</b>
            {t("ticket.step_of", { at: at + 1, of: steps.length })}
            {next ? <span className="push">{t("ticket.then", { name: next.name })}</span> : null}
          </>
        ) : (
          <b>{t("ticket.flow_over")}</b>
        )}
      </p>
    </div>
  );
}
