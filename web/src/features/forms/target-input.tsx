import { InputNumber } from "antd";
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

const UNITS = ["minutes", "hours", "days"] as const;
type Unit = (typeof UNITS)[number];
const WALL = "wall";

/** 2 小时 · 工作时间: a service target; empty means there is none. */
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
  const unit: Unit = UNITS.find((each) => value?.[each] !== undefined) ?? "hours";
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
  function set(amount: number | null, nextUnit: Unit, key: string) {
    onChange(amount ? { [nextUnit]: amount, ...timed(key) } : undefined);
  }
  const known = value ? time : first ? `=${first}` : WALL;
  const amount = value?.[unit] ?? null;
  return (
    <div className="fd-target">
      <InputNumber
        id={id}
        min={0}
        max={100_000}
        aria-label={label}
        placeholder={t("form_design.no_target")}
        value={amount}
        onChange={(next) => set(next, unit, known)}
      />
      <ChoiceSelect
        label={t("form_design.unit")}
        value={unit}
        choices={UNITS.map((each) => ({ value: each, label: t(`form_design.unit_${each}`) }))}
        onChange={(next) => next && set(amount, next as Unit, known)}
      />
      {amount ? (
        <ChoiceSelect
          label={t("form_design.which_time")}
          value={time}
          choices={times}
          onChange={(next) => next && set(amount, unit, next)}
        />
      ) : null}
    </div>
  );
}
