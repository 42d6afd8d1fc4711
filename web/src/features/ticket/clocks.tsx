import { useTranslation } from "react-i18next";
import type { Form, RecordDetail, Task } from "../../api/types";
import { dueState } from "../../app/due";
import { LevelSign } from "../../app/level";
import { useNow } from "../../app/now";
import { Countdown } from "../../app/signs";
import { duration, moment } from "../../app/words";
import { type ShownClock, shownClocks } from "./shown-clocks";

const NAMES = {
  first_response: "ticket.due_response",
  next_response: "ticket.due_next",
  resolution: "ticket.due_resolution",
  task: "ticket.due",
} as const;
/** Without the word for a limit, once there is nothing left to keep to. */
const ENDED_NAMES = {
  first_response: "ticket.took_response",
  next_response: "ticket.took_next",
  resolution: "ticket.took_resolution",
  task: "ticket.due",
} as const;
const COUNTED = ["transfers", "reopenings", "rework"] as const;

const minutesOf = (seconds: number) => Math.max(Math.round(Math.abs(seconds) / 60), 0);

/** The deadlines of a ticket: the one that matters large with its bar, the others and the policy in lines below. */
export function Clocks({
  form,
  record,
  task,
}: {
  form: Form;
  record: RecordDetail;
  task: Task | undefined;
}) {
  const { t } = useTranslation();
  const [main, ...rest] = shownClocks(record, task);
  if (!main) return null;
  const policy = form.policies.find((each) => each.key === record.case?.policy);
  return (
    <div className="clocks">
      <MainClock clock={main} />
      {rest.map((clock) => (
        <OtherClock key={clock.key} clock={clock} />
      ))}
      {policy ? (
        <div className="due-other">
          <span>{t("ticket.policy")}</span>
          <span className="clip">{policy.label}</span>
        </div>
      ) : null}
    </div>
  );
}

/** The deadline that matters as a chip, while it runs. */
export function BriefClock({ record, task }: { record: RecordDetail; task: Task | undefined }) {
  const [main] = shownClocks(record, task);
  if (main?.state !== "running") return null;
  return (
    <span className="push">
      <Countdown
        due={new Date(main.due).toISOString()}
        from={new Date(main.from).toISOString()}
        level={main.level}
      />
    </span>
  );
}

function MainClock({ clock }: { clock: ShownClock }) {
  const { t } = useTranslation();
  const now = useNow();
  const runs = clock.state === "running";
  const state = dueState(clock.due, clock.from, now);
  const percent = Math.round(state.used * 100);
  const ended = clock.state === "missed" || late(clock) ? "late" : "calm";
  const level = clock.level?.color ?? (runs ? state.level : ended);
  return (
    <div className={`due level-${level}`}>
      <div className="due-label">
        <span>{t(nameOf(clock))}</span>
        <span>{runs ? moment(clock.due, now, t) : t(`due.${clock.state}`)}</span>
      </div>
      <div className="due-left">{left(clock, state.minutes, t)}</div>
      {clock.level ? <LevelSign level={clock.level} /> : null}
      {runs ? (
        // biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn with marks
        <div
          className="clock-bar"
          role="meter"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-label={t("due.used", { n: percent })}
        >
          <i style={{ width: `${percent}%` }} />
        </div>
      ) : null}
    </div>
  );
}

const nameOf = (clock: ShownClock) =>
  clock.took === null ? NAMES[clock.key] : ENDED_NAMES[clock.key];
const late = (clock: ShownClock) => (clock.left ?? 0) < 0;

function left(
  clock: ShownClock,
  minutes: number,
  t: ReturnType<typeof useTranslation>["t"],
): string {
  if (clock.took !== null) return t("due.took", { time: duration(minutesOf(clock.took), t) });
  if (clock.state === "paused") {
    return t(late(clock) ? "due.late" : "due.left", {
      time: duration(minutesOf(clock.left ?? 0), t),
    });
  }
  return t(minutes < 0 ? "due.late" : "due.left", { time: duration(Math.abs(minutes), t) });
}

function OtherClock({ clock }: { clock: ShownClock }) {
  const { t } = useTranslation();
  const now = useNow();
  const ended = clock.took !== null;
  const overdue = clock.state === "missed" || (clock.state === "running" && clock.due < now);
  return (
    <div className={`due-other${overdue ? " is-late" : ""}`}>
      <span>{t(nameOf(clock))}</span>
      <span>
        {clock.level ? (
          <>
            <LevelSign level={clock.level} />{" "}
          </>
        ) : null}
        {ended
          ? `${duration(minutesOf(clock.took ?? 0), t)} · ${t(`due.${clock.state}`)}`
          : clock.state === "paused"
            ? t("due.paused")
            : moment(clock.due, now, t)}
      </span>
    </div>
  );
}

/** What happened on the way, where it happened at all. */
export function Counts({ record }: { record: RecordDetail }) {
  const { t } = useTranslation();
  const counts = record.case?.counts;
  const told = COUNTED.filter((name) => (counts?.[name] ?? 0) > 0);
  return told.map((name) => (
    <span key={name}>{t(`ticket.counts.${name}`, { n: counts?.[name] })}</span>
  ));
}
