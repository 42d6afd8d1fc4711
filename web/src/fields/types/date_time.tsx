import { type DateFormat, DateInput } from "../date-input";
import { readInstant, showInstant } from "../day";
import { asText, toFieldValue } from "../definition";
import type { FieldKind } from "../kind";
import { LineView } from "../line-input";

const format: DateFormat = {
  native: "datetime-local",
  timed: true,
  example: "2026-01-31 09:30",
  show: (stored) => showInstant(stored),
  forDevice: (stored) => {
    const instant = readInstant(stored);
    return instant === null ? "" : showInstant(instant, "T");
  },
  read: readInstant,
  complete: (typed) => /^\d{4}[-/.]\d{2}[-/.]\d{2}[ T]\d{2}:\d{2}$/.test(typed.trim()),
};

export const fieldKind: FieldKind = {
  icon: "clock",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "instant",
  width: 148,
  listed: 11,
  Input: (props) => <DateInput {...props} format={format} />,
  View: ({ value }) => <LineView text={showInstant(asText(value))} leftToRight />,
  text: (value) => showInstant(asText(value)),
  check: (value, field) => {
    const instant = readInstant(asText(value));
    if (instant === null) return { code: "date_time" };
    const at = Date.parse(instant);
    if (typeof field.min === "string" && at < Date.parse(field.min)) {
      return { code: "date_early", values: { limit: showInstant(field.min) } };
    }
    if (typeof field.max === "string" && at > Date.parse(field.max)) {
      return { code: "date_late", values: { limit: showInstant(field.max) } };
    }
    return null;
  },
  fromText: (text) => readInstant(text),
  fromDefault: (raw, now) => (raw === "now" ? now.toISOString() : toFieldValue(raw)),
};
