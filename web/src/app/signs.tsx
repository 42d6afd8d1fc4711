import { useTranslation } from "react-i18next";
import type { Field, Option } from "../api/types";
import { dueState } from "./due";
import { Icon } from "./icon";
import type { ReachedLevel } from "./level";
import { textIn } from "./local-text";
import { useNow } from "./now";
import { usePreferences } from "./preferences";
import { dueWords, exactly, moment } from "./words";

/** The deadline chip; `from` is when its clock started. */
export function Countdown({
  due,
  from,
  warn,
  level,
  named = false,
}: {
  due: string;
  from: string;
  warn?: string | null;
  /** The level of its policy that the ticket has reached: its color goes before that of the time. */
  level?: ReachedLevel | null | undefined;
  /** Whether the name of the level stands beside it already. */
  named?: boolean;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const language = usePreferences((preferences) => preferences.language);
  const state = dueState(
    Date.parse(due),
    Date.parse(from),
    now,
    warn ? Date.parse(warn) : undefined,
  );
  const reached = level ? textIn(level.name, language) || level.key : "";
  return (
    <span
      className={`countdown level-${level?.color ?? state.level}`}
      title={[reached, exactly(due)].filter(Boolean).join(" · ")}
    >
      <Icon name={state.level === "late" ? "late" : "clock"} size="s" />
      {reached && !named ? <span className="countdown-level">{reached}</span> : null}
      {dueWords(due, state, now, t)}
    </span>
  );
}

/** A moment in words, in full when hovered. */
export function Moment({ at, className }: { at: string; className?: string }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={at} title={exactly(at)} className={className}>
      {moment(at, now, t)}
    </time>
  );
}

type Stage = "waiting" | "open" | "solved" | "closed";

const STAGES: Record<Stage, { path: string; filled?: string }> = {
  waiting: { path: "M12.5 7a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0" },
  open: { path: "M12.5 7a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0", filled: "M7 4a3 3 0 0 1 0 6z" },
  solved: { path: "M12.5 7a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M4.7 7.2l1.7 1.7 3-3.5" },
  closed: { path: "M12.5 7a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M5 7h4" },
};

function stageOf(option: Option, field: Field): Stage {
  if (option.category === "solved" || option.category === "closed") return option.category;
  const first = field.options?.find((each) => (each.category ?? "open") === "open");
  return first?.key === option.key ? "waiting" : "open";
}

/** A status option: sign plus word. */
export function Status({ field, value }: { field: Field; value: string }) {
  const option = field.options?.find((each) => each.key === value);
  if (!option) return <span className="status">{value}</span>;
  const stage = stageOf(option, field);
  const { path, filled } = STAGES[stage];
  return (
    <span className="status">
      <svg className={`status-sign is-${stage}`} viewBox="0 0 14 14" aria-hidden="true">
        <path
          d={path}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        {filled ? <path d={filled} fill="currentColor" /> : null}
      </svg>
      {option.label}
    </span>
  );
}

export type UrgencyLevel = "normal" | "high" | "top";

/** Where an option of a priority field stands: options rise from the ordinary to the most urgent. */
function urgencyLevel(field: Field, value: string): UrgencyLevel {
  const options = field.options ?? [];
  const at = options.findIndex((option) => option.key === value);
  if (at <= 0) return "normal";
  return at === options.length - 1 && at > 1 ? "top" : "high";
}

function UrgencyIcon({ level }: { level: UrgencyLevel }) {
  if (level === "normal") return null;
  return <Icon name={level === "top" ? "critical" : "urgent"} className={`urgency-${level}`} />;
}

/** A priority option: arrows plus word; with `bare` only the arrows, the word for screen readers. */
export function Urgency({
  field,
  value,
  bare = false,
}: {
  field: Field;
  value: string;
  bare?: boolean;
}) {
  const label = field.options?.find((option) => option.key === value)?.label ?? value;
  const level = urgencyLevel(field, value);
  if (bare && level === "normal") return <span className="urgency" />;
  return (
    <span className={`urgency urgency-${level}`} title={bare ? label : undefined}>
      <UrgencyIcon level={level} />
      {bare ? <span className="unseen">{label}</span> : label}
    </span>
  );
}

const HUES = ["", "hue-blue", "hue-violet", "hue-orange", "hue-ink"];

/** A person's first character in a circle of their own color. */
export function Face({ name, size }: { name: string; size?: "s" | "l" }) {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  const classes = ["person", size && `person-${size}`, HUES[sum % HUES.length]];
  return (
    <span className={classes.filter(Boolean).join(" ")} aria-hidden="true">
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}
