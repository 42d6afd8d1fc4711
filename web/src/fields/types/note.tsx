import type { FieldKind, FieldViewProps } from "../kind";
import { Markdown } from "../markdown";

function NoteView({ field }: FieldViewProps) {
  return (
    <div className={`f-said f-said-${field.tone ?? "plain"}`}>
      {field.titled ? <b>{field.label}</b> : null}
      <Markdown text={field.text ?? ""} />
    </div>
  );
}

export const fieldKind: FieldKind = {
  icon: "note",
  look: "block",
  role: "group",
  ask: "enter",
  compares: null,
  layout: true,
  unsorted: true,
  Input: NoteView,
  View: NoteView,
  text: () => "",
};
