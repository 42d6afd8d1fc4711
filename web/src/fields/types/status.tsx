import { asText } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldKind, FieldViewProps } from "../kind";
import { Nothing } from "../line-input";
import { checkOption, findOption, optionLabel } from "../option-tiles";
import { SelectInput } from "../select-input";

function StatusView({ field, value }: FieldViewProps) {
  const { t } = useFieldEnvironment();
  const text = optionLabel(value, field);
  if (!text) return <Nothing label={t("field.empty")} />;
  const category = field.options?.find((option) => option.key === asText(value))?.category;
  return <span className={`f-status f-status-${category ?? "open"}`}>{text}</span>;
}

export const fieldKind: FieldKind = {
  icon: "status",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "text",
  width: 116,
  listed: 1,
  text: optionLabel,
  Input: (props) => <SelectInput {...props} choices={props.field.options ?? []} />,
  View: StatusView,
  check: checkOption,
  fromText: findOption,
};
