import { useFieldEnvironment } from "./environment";
import type { FieldKind } from "./kind";

function UnknownNote() {
  const { t } = useFieldEnvironment();
  return <p className="f-note">{t("field.unknown")}</p>;
}

/** Stands for a type that a newer server knows and this page does not. */
export const unknownKind: FieldKind = {
  icon: "info",
  look: "block",
  role: "group",
  ask: "enter",
  compares: null,
  Input: UnknownNote,
  View: UnknownNote,
  text: () => "",
  unsorted: true,
};
