import type { FieldKind } from "../kind";
import { LineView } from "../line-input";
import { checkOption, findOption, OptionTiles, optionLabel, tileColumns } from "../option-tiles";

export const fieldKind: FieldKind = {
  icon: "choice",
  look: "block",
  role: "group",
  ask: "choose",
  compares: "text",
  width: 124,
  listed: 3,
  text: optionLabel,
  Input: (props) => <OptionTiles {...props} columns={tileColumns(props.field, 2)} />,
  View: ({ field, value }) => <LineView text={optionLabel(value, field)} />,
  check: checkOption,
  fromText: findOption,
};
