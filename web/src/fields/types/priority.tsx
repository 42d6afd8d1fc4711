import type { FieldKind } from "../kind";
import { LineView } from "../line-input";
import { checkOption, findOption, OptionTiles, optionLabel, tileColumns } from "../option-tiles";

export const fieldKind: FieldKind = {
  icon: "flag",
  look: "beside",
  role: "group",
  ask: "choose",
  compares: "text",
  width: 104,
  listed: 2,
  text: optionLabel,
  Input: (props) => <OptionTiles {...props} columns={tileColumns(props.field, 5)} />,
  View: ({ field, value }) => <LineView text={optionLabel(value, field)} />,
  check: checkOption,
  fromText: findOption,
};
