import { asText } from "../definition";
import type { FieldInputProps, FieldKind } from "../kind";
import { readLandline } from "../landline";
import { LineInput, LineView } from "../line-input";

/** Typed as people write it; put into its one form when one leaves it. */
function LandlineInput(props: FieldInputProps) {
  const text = asText(props.value);
  return (
    <LineInput
      {...props}
      type="tel"
      inputMode="tel"
      autoComplete="tel"
      leftToRight
      onBlur={() => {
        const number = readLandline(text);
        if (number !== null && number !== text) props.onChange(number);
        props.onBlur?.();
      }}
    />
  );
}

export const fieldKind: FieldKind = {
  icon: "handset",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "text",
  Input: LandlineInput,
  View: ({ value }) => <LineView text={asText(value)} leftToRight />,
  text: (value) => asText(value),
  check: (value) => (readLandline(asText(value)) === null ? { code: "landline" } : null),
  fromText: (text) => readLandline(text),
};
