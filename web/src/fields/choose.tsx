import { useState } from "react";
import { asList, asText, type FieldDefinition, type FieldValue } from "./definition";
import type { FieldInputProps, Problem } from "./kind";
import { findOption } from "./option-tiles";
import { Picker, useMatching } from "./picker";
import { SelectInput } from "./select-input";
import { useTouch } from "./touch";

/** On a phone so many options still scroll past quickly in the device's own list. */
const FEW = 12;

/** One of the options of the field: in the device's own list while they are few, else with a search. */
export function ChooseOne(props: FieldInputProps) {
  const options = props.field.options ?? [];
  const [typed, setTyped] = useState("");
  const items = useMatching(options, typed);
  const touch = useTouch();
  if (touch && options.length <= FEW) {
    return <SelectInput {...props} choices={options} />;
  }
  const key = asText(props.value);
  const chosen = key ? [options.find((each) => each.key === key) ?? { key, label: key }] : [];
  return (
    <Picker
      {...props}
      items={items}
      typed={typed}
      onTyped={setTyped}
      chosen={chosen}
      onChoose={([next]) => props.onChange(next ?? null)}
    />
  );
}

/** Several of the options of the field, in their order. */
export function ChooseSeveral(props: FieldInputProps) {
  const options = props.field.options ?? [];
  const [typed, setTyped] = useState("");
  const items = useMatching(options, typed);
  const keys = asList(props.value);
  return (
    <Picker
      {...props}
      several
      most={props.field.max_choices ?? null}
      items={items}
      typed={typed}
      onTyped={setTyped}
      chosen={keys.map((key) => options.find((each) => each.key === key) ?? { key, label: key })}
      onChoose={(next) => props.onChange(inOrder(next, props.field))}
    />
  );
}

/** Keys in the order of the options; those that are no options any more come last. */
export function inOrder(keys: readonly string[], field: FieldDefinition): readonly string[] {
  const order = (field.options ?? []).map((each) => each.key);
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...keys].sort((one, other) => place(one) - place(other));
}

/** The labels of several options. */
export function labelsOf(value: FieldValue, field: FieldDefinition): string[] {
  return asList(value).map((key) => field.options?.find((each) => each.key === key)?.label ?? key);
}

export function checkSeveral(value: FieldValue, field: FieldDefinition): Problem | null {
  const keys = asList(value);
  if (!keys.every((key) => field.options?.some((each) => each.key === key))) {
    return { code: "option" };
  }
  if (field.min_choices && keys.length < field.min_choices) {
    return { code: "choices_few", values: { count: field.min_choices } };
  }
  if (field.max_choices && keys.length > field.max_choices) {
    return { code: "choices_many", values: { count: field.max_choices } };
  }
  return null;
}

/** Reads keys or labels with commas between them. */
export function severalFromText(text: string, field: FieldDefinition): FieldValue {
  const found = text.split(/[,;、，；]/).map((each) => asText(findOption(each, field)));
  const keys = [...new Set(found.filter(Boolean))];
  return keys.length > 0 ? inOrder(keys, field) : null;
}
