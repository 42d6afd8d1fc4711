import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Slot, TextBox } from "../../../designer/inputs";
import type { When } from "../rule-document";
import { type TriggerFace, type TriggerFaceProps, wrongAt } from "../trigger-face";

const EVERY = ["hour", "day", "week", "month"] as const;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MONTH = Array.from({ length: 31 }, (_, day) => String(day + 1));

/** Weekdays that stand in the document, spans such as `mon-fri` opened. */
function daysOf(when: When): string[] {
  const written = Array.isArray(when.days) ? when.days.map(String) : [];
  return written.flatMap((each) => {
    const [first = "", last = first] = each.split("-");
    const from = DAYS.indexOf(first as (typeof DAYS)[number]);
    const to = DAYS.indexOf(last as (typeof DAYS)[number]);
    if (from < 0 || to < 0) return [];
    return from <= to ? DAYS.slice(from, to + 1) : [...DAYS.slice(from), ...DAYS.slice(0, to + 1)];
  });
}

function Words({ when, onChange, around, problems }: TriggerFaceProps) {
  const { t } = useTranslation();
  const every = String(when.every ?? "day");
  const days = daysOf(when);
  const weekly = every === "week" || every === "day";
  return (
    <>
      <Slot
        label={t("rules.when.every")}
        choices={EVERY.map((key) => ({ key, label: t(`rules.every.${key}`) }))}
        chosen={[every]}
        onChoose={([key]) => onChange({ every: key, day: undefined, days: undefined })}
      />
      {every === "month" ? (
        <Slot
          label={t("rules.when.day")}
          choices={MONTH.map((day) => ({ key: day, label: t("rules.when.day_n", { day }) }))}
          chosen={[String(when.day ?? 1)]}
          onChoose={([key]) => onChange({ day: Number(key) })}
        />
      ) : null}
      {weekly ? (
        <Slot
          label={t("rules.when.days")}
          several
          tone={days.length > 0 ? "word" : "plain"}
          choices={DAYS.map((key) => ({ key, label: t(`rules.weekday.${key}`) }))}
          chosen={days}
          text={daysText(when, t)}
          onChoose={(keys) =>
            onChange({
              days: keys.length > 0 ? DAYS.filter((day) => keys.includes(day)) : undefined,
            })
          }
        />
      ) : null}
      <TextBox
        label={t("rules.when.time")}
        value={String(when.at ?? "00:00")}
        size={5}
        problem={!TIME.test(String(when.at ?? "00:00")) || wrongAt(problems, "at")}
        onChange={(text) => onChange({ at: text.trim().replace("：", ":") })}
      />
      {(around.calendars ?? []).length > 0 ? (
        <Slot
          label={t("rules.when.calendar")}
          tone="plain"
          choices={[
            { key: "", label: t("rules.when.any_day") },
            ...(around.calendars ?? []).map((each) => ({
              key: each.key,
              label: t("rules.when.working", { name: each.name }),
            })),
          ]}
          chosen={[String(when.calendar ?? "")]}
          problem={wrongAt(problems, "calendar")}
          onChoose={([key]) => onChange({ calendar: key || undefined })}
        />
      ) : null}
    </>
  );
}

function daysText(when: When, t: TFunction): string {
  const days = daysOf(when);
  if (days.length === 0)
    return t(when.every === "week" ? "rules.weekday.mon" : "rules.when.all_days");
  if (days.join() === DAYS.slice(0, 5).join()) return t("rules.when.weekdays");
  return days.map((day) => t(`rules.weekday.${day}`)).join(t("list.and"));
}

function timeText(when: When, t: TFunction): string {
  const every = String(when.every ?? "day");
  const at = String(when.at ?? "00:00");
  if (every === "hour") return t("rules.say.hourly", { minutes: at.split(":")[1] ?? "00" });
  if (every === "month") return t("rules.say.monthly", { day: when.day ?? 1, at });
  const days = daysOf(when);
  return every === "day" && days.length === 0
    ? t("rules.say.daily", { at })
    : t("rules.say.weekly", { days: daysText(when, t), at });
}

export const triggerFace: TriggerFace = {
  icon: "retry",
  Words,
  say: (when, { form, t }) =>
    t(when.calendar === undefined ? "rules.say.schedule" : "rules.say.schedule_working", {
      form: form.name,
      time: timeText(when, t),
    }),
  brief: (when, { t }) => timeText(when, t),
  start: () => ({ every: "day", at: "09:00" }),
};
