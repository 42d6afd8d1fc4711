import { useFieldEnvironment } from "../environment";
import type { FieldKind, FieldViewProps } from "../kind";
import { LineView } from "../line-input";
import { shortNumber, showNumber } from "../number";
import { numberKind } from "../number-input";

/** In full, or short with the full amount behind it where the field wants large amounts short. */
function MoneyView({ field, value }: FieldViewProps) {
  const { language } = useFieldEnvironment();
  const full = showNumber(value, field);
  const short = field.compact ? shortNumber(value, field, language) : null;
  if (short === null) return <LineView text={full} leftToRight />;
  return (
    <span className="f-text" title={full}>
      {short} <span className="f-full f-ltr">{full}</span>
    </span>
  );
}

export const fieldKind: FieldKind = {
  ...numberKind,
  width: 120,
  listed: 12,
  icon: "money",
  View: MoneyView,
  text: (value, field, { language }) =>
    (field.compact ? shortNumber(value, field, language) : null) ?? showNumber(value, field),
};
