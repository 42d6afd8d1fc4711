import { ChooseSeveral, checkSeveral, labelsOf, severalFromText } from "../choose";
import type { FieldKind } from "../kind";
import { Tags } from "../tags";

export const fieldKind: FieldKind = {
  icon: "tags",
  look: "line",
  role: "label",
  ask: "choose",
  compares: "list",
  unsorted: true,
  Input: ChooseSeveral,
  View: Tags,
  text: (value, field, { t }) => labelsOf(value, field).join(t("field.listing")),
  check: checkSeveral,
  fromText: severalFromText,
};
