import { type DateFormat, DateInput } from "../date-input";
import { dayOf, readDay, weekdayOf } from "../day";
import { asText, toFieldValue } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldKind, FieldViewProps } from "../kind";
import { LineView } from "../line-input";

const format: DateFormat = {
  native: "date",
  timed: false,
  example: "2026-01-31",
  show: (stored) => stored,
  forDevice: (stored) => readDay(stored) ?? "",
  read: readDay,
  complete: (typed) => /^\d{4}[-/.]\d{2}[-/.]\d{2}$/.test(typed.trim()),
};

function DateView({ value }: FieldViewProps) {
  const { language } = useFieldEnvironment();
  const text = asText(value);
  const day = readDay(text);
  if (day === null) return <LineView text={text} leftToRight />;
  return (
    <span className="f-text">
      {day} <span className="f-full">{weekdayOf(day, language)}</span>
    </span>
  );
}

export const fieldKind: FieldKind = {
  icon: "calendar",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "date",
  width: 116,
  listed: 10,
  Input: (props) => <DateInput {...props} format={format} />,
  View: DateView,
  text: (value) => asText(value),
  check: (value, field) => {
    const day = readDay(asText(value));
    if (day === null) return { code: "date" };
    if (typeof field.min === "string" && day < field.min) {
      return { code: "date_early", values: { limit: field.min } };
    }
    if (typeof field.max === "string" && day > field.max) {
      return { code: "date_late", values: { limit: field.max } };
    }
    return null;
  },
  fromText: (text) => readDay(text),
  fromDefault: (raw, now) => (raw === "today" ? dayOf(now) : toFieldValue(raw)),
};
