import { useTranslation } from "react-i18next";
import type { Field, RecordItem } from "../../api/types";
import { Face, Status, Urgency } from "../../app/signs";

/** What the server gives of a value that is masked and has no part to show. */
const MASK = "***";

/** The value of a field in a list. */
export function Cell({
  field,
  record,
  people,
}: {
  field: Field;
  record: RecordItem;
  people: Record<string, { name: string }>;
}) {
  const { t } = useTranslation();
  const value = record.values[field.key];
  if (value === MASK) return <span className="quiet">{MASK}</span>;
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
  if (Array.isArray(value)) {
    return value.length ? t("records.files", { n: value.length }) : null;
  }
  if (typeof value !== "string" || !value) return null;
  if (field.type === "status") return <Status field={field} value={value} />;
  if (field.type === "priority") return <Urgency field={field} value={value} />;
  if (field.options) {
    return <>{field.options.find((option) => option.key === value)?.label ?? value}</>;
  }
  return <>{value}</>;
}
