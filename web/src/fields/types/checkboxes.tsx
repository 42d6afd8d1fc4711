import { checkSeveral, inOrder, labelsOf, severalFromText } from "../choose";
import { asList } from "../definition";
import type { FieldInputProps, FieldKind } from "../kind";
import { OptionTiles, tileColumns } from "../option-tiles";
import { Tags } from "../tags";

function CheckboxesInput(props: FieldInputProps) {
  const { field, value, onChange } = props;
  const keys = asList(value);
  const full = Boolean(field.max_choices) && keys.length >= (field.max_choices ?? 0);
  return (
    <OptionTiles
      {...props}
      columns={tileColumns(field, 2)}
      several={{
        chosen: keys,
        full,
        toggle: (key) => {
          const next = keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key];
          onChange(next.length > 0 ? inOrder(next, field) : null);
        },
      }}
    />
  );
}

export const fieldKind: FieldKind = {
  icon: "checkboxes",
  look: "block",
  role: "group",
  ask: "choose",
  compares: "list",
  unsorted: true,
  Input: CheckboxesInput,
  View: Tags,
  text: (value, field, { t }) => labelsOf(value, field).join(t("field.listing")),
  check: checkSeveral,
  limits: (field, t) => {
    const { min_choices: least, max_choices: most } = field;
    if (least && most && least === most) return t("choices.exactly", { count: least });
    if (least && most) return t("choices.between", { least, most });
    if (most) return t("choices.most", { count: most });
    return least ? t("choices.least", { count: least }) : "";
  },
  fromText: severalFromText,
};
