import { useMemo, useState } from "react";
import { asText } from "../definition";
import { useFieldEnvironment } from "../environment";
import type { FieldInputProps, FieldKind, FieldViewProps } from "../kind";
import { LineView } from "../line-input";
import { Picker, useMatching } from "../picker";

/** Colleagues, found by characters, sounds and first letters. */
function MemberInput(props: FieldInputProps) {
  const { people, language } = useFieldEnvironment();
  const [typed, setTyped] = useState("");
  const choices = useMemo(
    () =>
      Object.entries(people)
        .map(([key, person]) => ({ key, label: person.name }))
        .sort((one, other) => one.label.localeCompare(other.label, language)),
    [people, language],
  );
  const items = useMatching(choices, typed);
  const key = asText(props.value);
  return (
    <Picker
      {...props}
      items={items}
      typed={typed}
      onTyped={setTyped}
      chosen={key ? [{ key, label: people[key]?.name ?? key }] : []}
      onChoose={([next]) => props.onChange(next ?? null)}
    />
  );
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
  compares: "person",
  width: 116,
  listed: 4,
  text: (value, _field, { people }) => people[asText(value)]?.name ?? "",
  Input: MemberInput,
  View: MemberView,
};
