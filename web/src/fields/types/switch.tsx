import { type FieldDefinition, type FieldValue, isEmpty } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldInputProps, FieldKind } from "../kind";
import { LineView } from "../line-input";
import type { Translate } from "../texts";

function wordOf(value: FieldValue, field: FieldDefinition, t: Translate): string {
  if (isEmpty(value)) return "";
  const own = field.options?.find((each) => each.key === String(value))?.label;
  return own ?? t(value === true ? "switch.on" : "switch.off");
}

function SwitchInput({ field, value, onChange, error, ...props }: FieldInputProps) {
  const { t } = useFieldEnvironment();
  const on = value === true;
  return (
    <span className="f-switch">
      <input
        id={props.id}
        type="checkbox"
        role="switch"
        className="f-hidden-input"
        aria-checked={on}
        checked={on}
        disabled={props.disabled}
        // biome-ignore lint/a11y/noAutofocus: asked for by dialogs that open for this one answer
        autoFocus={props.autoFocus}
        aria-required={field.required || undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={props.describedBy}
        onBlur={props.onBlur}
        onChange={(event) => onChange(event.target.checked)}
      />
      <i aria-hidden="true" />
      <span aria-hidden="true">{wordOf(on, field, t)}</span>
    </span>
  );
}

export const fieldKind: FieldKind = {
  icon: "switch",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "boolean",
  width: 80,
  listed: 16,
  Input: SwitchInput,
  View: ({ field, value }) => {
    const { t } = useFieldEnvironment();
    return <LineView text={wordOf(value, field, t)} />;
  },
  text: (value, field, { t }) => wordOf(value, field, t),
  missing: (value) => value !== true,
  fromText: (text) => {
    const word = text.trim().toLowerCase();
    if (["true", "1", "yes", "on", "是"].includes(word)) return true;
    return ["false", "0", "no", "off", "否"].includes(word) ? false : null;
  },
};
