/** A value to be written into a field: fixed, of another field, of who acts, the present moment, nothing. */
import { useTranslation } from "react-i18next";
import type { Saying } from "./action-face";
import type { Choice } from "./choice";
import { valueText } from "./condition-text";
import { comparable, familyOf } from "./families";
import type { Around, InputField, InputForm } from "./model";
import { Slot } from "./slot";
import { templateText, variablesOf } from "./template";
import { TemplateInput } from "./template-input";
import { ValueSlot } from "./value-slot";

export interface SetValueProps {
  field: InputField;
  value: unknown;
  onChange: (value: unknown) => void;
  form: InputForm;
  around: Around;
  problem?: boolean;
}

type Word = "fixed" | "field" | "actor" | "now" | "nothing";

function wordOf(value: unknown): Word {
  if (value === null) return "nothing";
  if (typeof value !== "object" || Array.isArray(value)) return "fixed";
  const word = value as Record<string, unknown>;
  if (word.actor === true) return "actor";
  return word.now === true ? "now" : "field";
}

export function SetValue(props: SetValueProps) {
  const { t } = useTranslation();
  const { field, value, onChange, form, around } = props;
  const family = familyOf(field) ?? "text";
  const word = wordOf(value);
  const others = form.fields.filter((each) => {
    const other = familyOf(each);
    return each.key !== field.key && other !== undefined && comparable(family, other);
  });
  const instead: Choice[] = [
    { key: "nothing", label: t("inputs.set.nothing") },
    ...(family === "person" ? [{ key: "actor", label: t("inputs.set.actor") }] : []),
    ...(family === "instant" || family === "date"
      ? [{ key: "now", label: t("inputs.set.now") }]
      : []),
    ...others.map((each) => ({
      key: `field:${each.key}`,
      label: each.label,
      group: t("inputs.set.other_field"),
    })),
  ];
  function choose(key: string): void {
    if (key === "fixed") onChange("");
    else if (key === "nothing") onChange(null);
    else if (key.startsWith("field:")) onChange({ field: key.slice("field:".length) });
    else onChange({ [key]: true });
  }
  if (word !== "fixed") {
    const key = word === "field" ? `field:${(value as { field?: string }).field ?? ""}` : word;
    return (
      <Slot
        label={t("inputs.set.value", { field: field.label })}
        choices={[{ key: "fixed", label: t("inputs.value.fixed") }, ...instead]}
        chosen={[key]}
        problem={props.problem ?? false}
        onChoose={([next]) => next && choose(next)}
      />
    );
  }
  return (
    <>
      {family === "text" || family === "sealed" ? (
        <TemplateInput
          plain
          label={t("inputs.set.value", { field: field.label })}
          value={String(value ?? "")}
          form={form}
          around={around}
          problem={props.problem || value === ""}
          onChange={(next) => onChange(next ?? "")}
        />
      ) : (
        <ValueSlot
          field={field}
          family={family}
          op={family === "list" ? "in" : "eq"}
          value={value}
          form={form}
          around={around}
          allowed={{ me: false, field: false, period: false }}
          problem={props.problem || value === ""}
          onChange={onChange}
        />
      )}
      <Slot
        label={t("inputs.set.instead")}
        tone="icon"
        icon="more"
        choices={instead}
        chosen={[]}
        onChoose={([key]) => key && choose(key)}
      />
    </>
  );
}

/** What is written, in words. */
export function setValueText(
  value: unknown,
  field: InputField | undefined,
  { form, around, t, language }: Saying,
): string {
  const word = wordOf(value);
  if (word === "nothing" || word === "actor" || word === "now") return t(`inputs.set.${word}`);
  if (
    typeof value === "string" &&
    (field === undefined || ["text", "sealed"].includes(familyOf(field) ?? ""))
  ) {
    return templateText(value, variablesOf(form, around, t), language) || t("inputs.say.blank");
  }
  return valueText(value, field, form, t, around);
}
