import { asText } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldKind, FieldViewProps } from "../kind";
import { LineView } from "../line-input";

/** The record's number, once it has one. */
function AutoNumberView({ value }: FieldViewProps) {
  const { t } = useFieldEnvironment();
  const text = asText(value);
  return text ? (
    <LineView text={text} leftToRight />
  ) : (
    <span className="f-note">{t("number.later")}</span>
  );
}

export const fieldKind: FieldKind = {
  icon: "serial",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "text",
  given: true,
  Input: AutoNumberView,
  View: AutoNumberView,
  text: (value) => asText(value),
};
