import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Field, RecordItem } from "../../api/types";
import { Face, Status, Urgency } from "../../app/signs";
import { fieldTexts, kindOf, type LinkedRecord, toFieldValue, translator } from "../../fields";

/** What the server gives of a value that is masked and has no part to show. */
const MASK = "***";

/** Titles of the records that those of a list link to, by id. */
export const LinkedContext = createContext<Record<string, LinkedRecord>>({});

/** The value of a field in a list. */
export function Cell({
  field,
  record,
  people,
  records,
}: {
  field: Field;
  record: RecordItem;
  people: Record<string, { name: string }>;
  /** Titles of linked records, by id. */
  records?: Record<string, LinkedRecord>;
}) {
  const { t, i18n } = useTranslation();
  const linked = useContext(LinkedContext);
  const value = record.values[field.key];
  if (value === MASK) return <span className="quiet">{MASK}</span>;
  if (field.sensitive) return <bdi>{value ?? null}</bdi>;
  if (field.type === "member") {
    const name = typeof value === "string" ? people[value]?.name : undefined;
    if (!name) return <span className="quiet">{t("records.nobody")}</span>;
    return (
      <span className="row">
        <Face name={name} size="s" />
        <span className="clip">{name}</span>
      </span>
    );
  }
  if (field.type === "status" && typeof value === "string") {
    return <Status field={field} value={value} />;
  }
  if (field.type === "priority" && typeof value === "string") {
    return <Urgency field={field} value={value} />;
  }
  if (field.type === "files" && Array.isArray(value)) {
    return value.length ? t("records.files", { n: value.length }) : null;
  }
  const kind = kindOf(field);
  const language = i18n.language === "en" ? "en" : "zh-CN";
  const words = translator(fieldTexts[language]);
  const around = { language, t: words, people, records: records ?? linked } as const;
  const text = kind.text(toFieldValue(value), field, around);
  return text ? <bdi>{text}</bdi> : null;
}
