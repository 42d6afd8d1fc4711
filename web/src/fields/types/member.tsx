import { asText } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldInputProps, FieldKind, FieldViewProps } from "../kind";
import { LineView } from "../line-input";
import { SelectInput } from "../select-input";

function MemberInput(props: FieldInputProps) {
  const { people, language } = useFieldEnvironment();
  const choices = Object.entries(people)
    .map(([key, person]) => ({ key, label: person.name }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
  return <SelectInput {...props} choices={choices} />;
}

function MemberView({ value }: FieldViewProps) {
  const { people } = useFieldEnvironment();
  const id = asText(value);
  return <LineView text={people[id]?.name ?? ""} />;
}

export const fieldKind: FieldKind = {
  icon: "person",
  look: "line",
  role: "label",
  ask: "choose",
  Input: MemberInput,
  View: MemberView,
};
