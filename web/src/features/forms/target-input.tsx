import { InputNumber } from "antd";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppModel } from "../../designer/app-model";
import { ChoiceSelect } from "../../designer/settings";

export interface Target {
  days?: number;
  hours?: number;
  minutes?: number;
  time?: "working" | "wall";
  calendar?: string;
}

const UNITS = ["days", "hours", "minutes"] as const;
type Unit = (typeof UNITS)[number];
type Lengths = Partial<Record<Unit, number>>;
const WALL = "wall";

/** 2 小时 · 工作时间, 1 小时 30 分钟: a service target, its parts add up; empty means there is none. */
export function TargetInput({
  app,
  id,
  value,
  label,
  onChange,
}: {
  app: string;
  id: string;
  value: Target | undefined;
  label: string;
  onChange: (value: Target | undefined) => void;
}) {
  const { t } = useTranslation();
  const model = useAppModel(app);
  const given = UNITS.filter((each) => value?.[each] !== undefined);
  /** Those that were shown stay while they are empty: chosen before there is a number, or cleared for another one. */
  const [shown, setShown] = useState<readonly Unit[]>(given.length > 0 ? given : ["hours"]);
  // In the order in which they were shown, so that none moves away under the cursor when its unit is changed.
  const units = [...shown, ...given.filter((each) => !shown.includes(each))];
  const first = model.calendars[0]?.key;
  const time = value?.time === "working" ? `=${value.calendar ?? ""}` : WALL;
  const times = [
    ...model.calendars.map((each) => ({
      value: `=${each.key}`,
      label:
        model.calendars.length > 1
          ? t("form_design.working_in", { calendar: each.label })
          : t("form_design.working"),
    })),
    { value: WALL, label: t("form_design.wall") },
  ];
  const timed = (key: string): Pick<Target, "time" | "calendar"> =>
    key === WALL ? { time: "wall" } : { time: "working", calendar: key.slice(1) };
  function set(parts: Lengths, key: string) {
    const left = UNITS.flatMap((each) => (parts[each] ? [[each, parts[each]]] : []));
    onChange(left.length > 0 ? { ...Object.fromEntries(left), ...timed(key) } : undefined);
  }
  const parts = Object.fromEntries(given.map((each) => [each, value?.[each]])) as Lengths;
  const known = value ? time : first ? `=${first}` : WALL;
  return (
    <div className="fd-target">
      {units.map((unit, place) => (
        <Fragment key={place}>
          <InputNumber
            id={place === 0 ? id : `${id}-${unit}`}
            min={0}
            max={100_000}
            aria-label={
              units.length > 1
                ? t("form_design.target_part", { label, unit: t(`form_design.unit_${unit}`) })
                : label
            }
            placeholder={t("form_design.no_target")}
            value={parts[unit] ?? null}
            onChange={(next) => {
              setShown(units);
              set({ ...parts, [unit]: next ?? 0 }, known);
            }}
          />
          <ChoiceSelect
            label={t("form_design.unit")}
            value={unit}
            choices={UNITS.filter((each) => each === unit || !units.includes(each)).map((each) => ({
              value: each,
              label: t(`form_design.unit_${each}`),
            }))}
            onChange={(next) => {
              if (!next) return;
              const { [unit]: amount = 0, ...others } = parts;
              setShown(units.map((each) => (each === unit ? (next as Unit) : each)));
              if (amount) set({ ...others, [next]: amount }, known);
            }}
          />
        </Fragment>
      ))}
      {value && given.length > 0 ? (
        <ChoiceSelect
          label={t("form_design.which_time")}
          value={time}
          choices={times}
          onChange={(next) => next && set(parts, next)}
        />
      ) : null}
    </div>
  );
}
