import { asText, type FieldDefinition, type FieldValue } from "./definition";
import { useFieldEnvironment } from "./environment";
import type { FieldInputProps, FieldKind, FieldViewProps } from "./kind";
import { LineInput, LineView } from "./line-input";
import { checkNumber, readNumber, showDigits, showNumber } from "./number";
import type { Translate } from "./texts";

/** The limits in words, said in the empty line. */
function limitsOf(field: FieldDefinition, t: Translate): string {
  const [low, high] = [field.min, field.max].map((each) =>
    typeof each === "number" ? showDigits(each, field) : null,
  );
  if (low && high) return t("number.between", { low, high });
  if (low) return t("number.least", { low });
  return high ? t("number.most", { high }) : "";
}

/** A number with its unit behind it, or its currency before it. What is typed stays until one leaves the field. */
function NumberInput(props: FieldInputProps) {
  const { field, value, onChange } = props;
  const { t } = useFieldEnvironment();
  const whole = !field.places;
  const signed = typeof field.min === "number" && field.min < 0;
  const line = (
    <LineInput
      {...props}
      value={asText(value)}
      hint={limitsOf(field, t)}
      // The number pads of phones have no minus sign; only who allows numbers below zero gives them up.
      inputMode={signed ? "text" : whole ? "numeric" : "decimal"}
      leftToRight
      onBlur={() => {
        const plain = readNumber(asText(value), field);
        if (plain !== null && plain !== asText(value)) onChange(plain);
        props.onBlur?.();
      }}
    />
  );
  if (!field.symbol && !field.unit) return line;
  return (
    <div className={`f-affixed${field.symbol ? " f-before" : ""}`}>
      {field.symbol ? <span aria-hidden="true">{field.symbol}</span> : null}
      {line}
      {field.symbol ? null : <span aria-hidden="true">{field.unit}</span>}
    </div>
  );
}

function NumberView({ field, value }: FieldViewProps) {
  return <LineView text={showNumber(value, field)} leftToRight />;
}

/** What all kinds of numbers share. */
export const numberKind: FieldKind = {
  icon: "number",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "number",
  numeric: true,
  Input: NumberInput,
  View: NumberView,
  text: (value, field) => showNumber(value, field),
  check: checkNumber,
  fromText: (text, field): FieldValue => readNumber(text, field),
};
