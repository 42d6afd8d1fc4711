import type { FieldKind } from "../kind";
import { numberKind } from "../number-input";

export const fieldKind: FieldKind = {
  ...numberKind,
  width: 88,
  listed: 15,
  icon: "percent",
};
