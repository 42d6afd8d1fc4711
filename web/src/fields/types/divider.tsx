import type { FieldKind, FieldViewProps } from "../kind";

function DividerView({ field }: FieldViewProps) {
  return field.titled ? (
    <div className="f-divider f-divider-named">
      <span>{field.label}</span>
    </div>
  ) : (
    <hr className="f-divider" />
  );
}

export const fieldKind: FieldKind = {
  icon: "divider",
  look: "block",
  role: "group",
  ask: "enter",
  compares: null,
  layout: true,
  unsorted: true,
  Input: DividerView,
  View: DividerView,
  text: () => "",
};
