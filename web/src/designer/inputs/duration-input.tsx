/** A span of wall or working time: 24 小时 · 自然时间. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Named } from "./model";
import { nameOf } from "./model";
import { counted } from "./periods";
import { Slot } from "./slot";
import { TextBox } from "./text-box";

const UNITS = ["days", "hours", "minutes"] as const;
type Unit = (typeof UNITS)[number];

/** `{hours: 24, time: wall}`, `{hours: 2, time: working, calendar: office}`; the parts given add up. */
export type Duration = {
  days?: number;
  hours?: number;
  minutes?: number;
  time?: "wall" | "working";
  calendar?: string;
};

export interface DurationInputProps {
  value: Duration | undefined;
  onChange: (value: Duration) => void;
  calendars?: readonly Named[];
  /** What lasts so long. */
  label?: string;
  problem?: boolean;
}

export function DurationInput(props: DurationInputProps) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const label = props.label ?? t("inputs.duration.label");
  const duration = value ?? {};
  const parts = UNITS.filter((unit) => duration[unit] !== undefined);
  const shown: Unit[] = parts.length > 0 ? [...parts] : ["hours"];
  const calendars = props.calendars ?? [];
  const working = duration.time === "working";
  const time = working ? `=${duration.calendar ?? ""}` : "wall";
  const times = [
    { key: "wall", label: t("inputs.duration.wall"), hint: t("inputs.duration.wall_hint") },
    ...calendars.map((each) => ({
      key: `=${each.key}`,
      label:
        calendars.length > 1
          ? t("inputs.duration.working_of", { name: each.name })
          : t("inputs.duration.working"),
      hint: calendars.length > 1 ? undefined : each.name,
    })),
  ];

  function setUnit(from: Unit, to: Unit): void {
    if (from === to) return;
    const { [from]: count, ...rest } = duration;
    onChange({ ...rest, [to]: count ?? 1 });
  }
  function setTime(key: string): void {
    const { calendar: _calendar, ...rest } = duration;
    onChange(
      key === "wall"
        ? { ...rest, time: "wall" }
        : { ...rest, time: "working", calendar: key.slice(1) },
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a sentence, no fieldset
    <span className="di-row" role="group" aria-label={label}>
      {shown.map((unit) => (
        <span className="di-pair" key={unit}>
          <TextBox
            label={t("inputs.duration.count", { label })}
            numeric
            value={String(duration[unit] ?? "")}
            problem={props.problem || !((duration[unit] ?? 0) > 0)}
            onChange={(text) => {
              const count = Number(text);
              if (text !== "" && Number.isFinite(count)) onChange({ ...duration, [unit]: count });
            }}
          />
          <Slot
            label={t("inputs.duration.unit")}
            tone="plain"
            choices={UNITS.filter((each) => each === unit || duration[each] === undefined).map(
              (each) => ({ key: each, label: t(`inputs.unit.${each.replace(/s$/, "")}`) }),
            )}
            chosen={[unit]}
            onChoose={([next]) => next && setUnit(unit, next as Unit)}
          />
        </span>
      ))}
      <Slot
        label={t("inputs.duration.time")}
        tone="plain"
        choices={times}
        chosen={[time]}
        {...(times.some((each) => each.key === time)
          ? {}
          : { text: durationTime(duration, calendars, t), problem: true })}
        onChoose={([key]) => key && key !== time && setTime(key)}
      />
    </span>
  );
}

function durationTime(value: Duration, calendars: readonly Named[], t: TFunction): string {
  if (value.time !== "working") return t("inputs.duration.wall");
  return value.calendar === undefined || calendars.length === 1
    ? t("inputs.duration.working")
    : t("inputs.duration.working_of", { name: nameOf(calendars, value.calendar) });
}

/** 「24 小时」, 「2 个工作小时」: the time is said only where it is working time. */
export function durationText(
  value: Duration | undefined,
  t: TFunction,
  calendars: readonly Named[] = [],
): string {
  const parts = UNITS.flatMap((unit) => {
    const count = value?.[unit];
    return count === undefined ? [] : [counted(count, unit, t)];
  });
  if (parts.length === 0) return t("inputs.say.blank");
  const length = parts.join(t("inputs.duration.plus"));
  return value?.time === "working"
    ? t("inputs.duration.said", { length, time: durationTime(value, calendars, t) })
    : length;
}
