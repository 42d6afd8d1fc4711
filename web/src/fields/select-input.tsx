import { asText } from "./definition";
import { useFieldEnvironment } from "./environment";
import type { FieldInputProps } from "./kind";

export interface SelectInputProps extends FieldInputProps {
  choices: readonly { key: string; label: string }[];
}

/** The device's own list of choices; the fastest one on a phone. */
export function SelectInput({ choices, ...props }: SelectInputProps) {
  const { t } = useFieldEnvironment();
  const chosen = asText(props.value);
  const known = chosen === "" || choices.some((choice) => choice.key === chosen);
  return (
    <select
      id={props.id}
      className="f-select"
      disabled={props.disabled}
      aria-required={props.field.required || undefined}
      aria-invalid={props.error ? true : undefined}
      aria-describedby={props.describedBy}
      value={chosen}
      onBlur={props.onBlur}
      onChange={(event) => props.onChange(event.target.value || null)}
    >
      <option value="">{t("field.choose")}</option>
      {known ? null : <option value={chosen}>{chosen}</option>}
      {choices.map((choice) => (
        <option key={choice.key} value={choice.key}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
