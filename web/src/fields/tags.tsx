import { labelsOf } from "./choose";
import { useFieldEnvironment } from "./environment";
import type { FieldViewProps } from "./kind";
import { Nothing } from "./line-input";

/** Several options as words beside each other. */
export function Tags({ field, value }: FieldViewProps) {
  const { t } = useFieldEnvironment();
  const labels = labelsOf(value, field);
  if (labels.length === 0) return <Nothing label={t("field.empty")} />;
  return (
    <span className="f-tags">
      {labels.map((label) => (
        <span key={label} className="f-tag">
          {label}
        </span>
      ))}
    </span>
  );
}
