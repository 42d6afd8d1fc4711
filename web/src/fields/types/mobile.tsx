import { asText } from "../definition";
import type { FieldKind } from "../kind";
import { LineInput, LineView } from "../line-input";
import { isPhone, phoneDigits, showPhone, typePhone } from "../phone-number";

export const fieldKind: FieldKind = {
  icon: "phone",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "text",
  width: 132,
  listed: 6,
  text: (value) => showPhone(phoneDigits(asText(value))),
  Input: (props) => (
    <LineInput
      {...props}
      type="tel"
      inputMode="tel"
      autoComplete="tel"
      leftToRight
      show={(stored) => showPhone(phoneDigits(stored))}
      typed={typePhone}
    />
  ),
  View: ({ value }) => <LineView text={showPhone(phoneDigits(asText(value)))} leftToRight />,
  check: (value, field) =>
    isPhone(phoneDigits(asText(value)), field.country)
      ? null
      : { code: field.country ? "phone_of_country" : "phone" },
  fromText: (text) => phoneDigits(text) || null,
};
