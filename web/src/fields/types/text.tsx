import { asText } from "../definition";
import type { FieldKind } from "../kind";
import { LineInput, LineView } from "../line-input";
import { checkLength } from "../text-length";

export const fieldKind: FieldKind = {
  icon: "text",
  look: "line",
  role: "label",
  ask: "enter",
  compares: "text",
  width: 140,
  listed: 5,
  text: (value) => asText(value),
  Input: LineInput,
  View: ({ value }) => <LineView text={asText(value)} />,
  check: checkLength,
  fromText: (text) => text,
};
