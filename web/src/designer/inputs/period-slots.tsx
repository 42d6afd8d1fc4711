import { useTranslation } from "react-i18next";
import {
  PERIOD_UNITS,
  type Period,
  type PeriodForm,
  type PeriodUnit,
  periodDocument,
  periodOf,
  periodText,
  reformed,
  SPAN_UNITS,
  type SpanUnit,
} from "./periods";
import { Slot } from "./slot";
import { TextBox } from "./text-box";

const FORMS: PeriodForm[] = [
  "this",
  "last",
  "previous",
  "next",
  "past",
  "coming",
  "older",
  "later",
  "gone",
  "ahead",
];
/** What is asked most, one choice each. */
const COMMON: Period[] = [
  { form: "this", unit: "day" },
  { form: "previous", count: 1, unit: "day" },
  { form: "this", unit: "week" },
  { form: "previous", count: 1, unit: "week" },
  { form: "this", unit: "month" },
  { form: "previous", count: 1, unit: "month" },
  { form: "last", count: 7, unit: "day" },
  { form: "last", count: 30, unit: "day" },
  { form: "past", count: 24, unit: "hours" },
];

export interface PeriodSlotsProps {
  value: unknown;
  /** Whether hours mean something: of instants, not of days. */
  hours: boolean;
  onChange: (value: Record<string, unknown>) => void;
}

/** A relative time: one of the common ones, or its own count and unit. */
export function PeriodSlots({ value, hours, onChange }: PeriodSlotsProps) {
  const { t } = useTranslation();
  const period = periodOf(value);
  const common = COMMON.filter((each) => hours || each.form !== "past").map((each) => {
    const document = periodDocument(each);
    return { key: JSON.stringify(document), label: periodText(document, t), group: undefined };
  });
  const forms = FORMS.map((form) => ({
    key: form,
    label: t(`inputs.period.form_${form}`),
    group: t("inputs.period.own"),
  }));
  const known = common.find((each) => each.key === JSON.stringify(value));
  const put = (next: Period) => onChange(periodDocument(next));

  return (
    <>
      <Slot
        label={t("inputs.period.label")}
        choices={[...common, ...forms]}
        chosen={known ? [known.key] : period ? [period.form] : []}
        {...(known || period ? {} : { text: periodText(value, t) || t("inputs.value.choose") })}
        placeholder={t("inputs.value.choose")}
        problem={value === undefined}
        onChoose={([key]) => {
          if (key === undefined) return;
          if (key.startsWith("{")) onChange(JSON.parse(key) as Record<string, unknown>);
          else put(reformed(period, key as PeriodForm));
        }}
      />
      {period && !known ? <Amount period={period} hours={hours} put={put} /> : null}
    </>
  );
}

function Amount(props: { period: Period; hours: boolean; put: (period: Period) => void }) {
  const { t } = useTranslation();
  const { period, hours, put } = props;
  if (!("unit" in period)) return null;
  const calendar = PERIOD_UNITS.includes(period.unit as PeriodUnit);
  const units = calendar
    ? PERIOD_UNITS.filter((unit) => hours || unit !== "hour")
    : SPAN_UNITS.filter((unit) => hours || unit === "days" || unit === "weeks");
  return (
    <>
      {"count" in period ? (
        <TextBox
          label={t("inputs.period.count")}
          numeric
          value={String(period.count)}
          onChange={(text) => {
            const count = Math.min(Math.max(Math.round(Number(text)), 1), 10_000);
            if (Number.isFinite(count)) put({ ...period, count });
          }}
        />
      ) : null}
      <Slot
        label={t("inputs.period.unit")}
        tone="plain"
        choices={units.map((unit) => ({
          key: unit,
          label:
            period.form === "this"
              ? t(`inputs.period.this_${unit as PeriodUnit}`)
              : t(`inputs.unit.${unit.replace(/s$/, "")}`),
        }))}
        chosen={[period.unit]}
        onChoose={([unit]) =>
          unit && put({ ...period, unit: unit as PeriodUnit & SpanUnit } as Period)
        }
      />
    </>
  );
}
