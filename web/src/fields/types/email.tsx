import { asText } from "../definition";
import type { FieldKind } from "../kind";
import { LineInput, LineView } from "../line-input";

/** Something, an at sign, a name with a dot; the server looks closer. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

export const fieldKind: FieldKind = {
  icon: "mail",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "text",
  width: 196,
  listed: 7,
  text: (value) => asText(value),
  Input: (props) => (
    <LineInput {...props} type="email" inputMode="email" autoComplete="email" leftToRight />
  ),
  View: ({ value }) => <LineView text={asText(value)} leftToRight />,
  check: (value) => (ADDRESS.test(asText(value).trim()) ? null : { code: "email" }),
  fromText: (text) => text.trim(),
};
