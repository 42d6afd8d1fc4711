import { ChooseOne } from "../choose";
import type { FieldKind } from "../kind";
import { LineView } from "../line-input";
import { checkOption, findOption, optionLabel } from "../option-tiles";

export const fieldKind: FieldKind = {
  icon: "select",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "text",
  width: 124,
  listed: 8,
  Input: ChooseOne,
  View: ({ field, value }) => <LineView text={optionLabel(value, field)} />,
  text: optionLabel,
  check: checkOption,
  fromText: findOption,
};
