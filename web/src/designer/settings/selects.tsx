import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ModelForm, useAppModel } from "../app-model";
import { matchesText } from "../pinyin";

export interface Choice {
  value: string;
  label: string;
  /** Shown small beside the label. */
  note?: string;
  disabled?: boolean;
}

export interface ChoiceSelectProps {
  choices: readonly Choice[];
  value: string | undefined;
  /** Undefined: nothing chosen any more. */
  onChange: (value: string | undefined) => void;
  id?: string;
  label?: string;
  placeholder?: string;
  clearable?: boolean;
  disabled?: boolean;
  /** As a word in a sentence. */
  inline?: boolean;
  /** What is said of a value that is no choice any more. */
  gone?: string;
}

/** One of several, found by Chinese, full pinyin or initials. */
export function ChoiceSelect(props: ChoiceSelectProps) {
  const { choices, value } = props;
  const { t } = useTranslation();
  const known = value === undefined || choices.some((each) => each.value === value);
  const options = known
    ? choices
    : [
        ...choices,
        { value: value ?? "", label: props.gone ?? t("settings_panel.gone", { key: value }) },
      ];
  return (
    <Select
      id={props.id}
      className={props.inline ? "s-slot" : "s-select"}
      classNames={{ popup: { root: "s-popup" } }}
      popupMatchSelectWidth={!props.inline}
      size={props.inline ? "small" : "middle"}
      variant={props.inline ? "borderless" : "outlined"}
      aria-label={props.label}
      status={known ? undefined : "error"}
      value={value}
      placeholder={props.placeholder ?? t("settings_panel.choose")}
      allowClear={props.clearable ?? false}
      disabled={props.disabled ?? false}
      showSearch={{
        filterOption: (text, option) => matchesText(String(option?.label ?? ""), text),
      }}
      options={options.map((each) => ({ ...each }))}
      optionRender={({ data }) => (
        <span className="s-option">
          <span>{data.label}</span>
          {"note" in data && data.note ? <em>{data.note}</em> : null}
        </span>
      )}
      notFoundContent={t("settings_panel.nothing_found")}
      onChange={(chosen: string | undefined) => props.onChange(chosen ?? undefined)}
    />
  );
}

type ReferenceProps = Omit<ChoiceSelectProps, "choices">;

/** An artefact of the app by its key. */
export function PartSelect({
  app,
  kind,
  without,
  ...props
}: ReferenceProps & { app: string; kind: string; without?: string }) {
  const model = useAppModel(app);
  const choices = useMemo(
    () =>
      model.parts
        .filter((each) => each.kind === kind && each.key !== without)
        .filter((each) => each.state !== "removing" && each.state !== "removed")
        .map((each) => ({ value: each.key, label: each.label })),
    [model, kind, without],
  );
  return <ChoiceSelect {...props} choices={choices} />;
}

export const FormSelect = (props: ReferenceProps & { app: string; without?: string }) => (
  <PartSelect {...props} kind="form" />
);
export const RoleSelect = (props: ReferenceProps & { app: string }) => (
  <PartSelect {...props} kind="role" />
);
export const TeamSelect = (props: ReferenceProps & { app: string }) => (
  <PartSelect {...props} kind="team" />
);
export const CalendarSelect = (props: ReferenceProps & { app: string }) => (
  <PartSelect {...props} kind="calendar" />
);

/** A field of a form by its key. `types`: only fields of these types. */
export function FieldSelect({
  form,
  types,
  without,
  ...props
}: ReferenceProps & {
  form: Pick<ModelForm, "fields"> | undefined;
  types?: readonly string[];
  without?: readonly string[];
}) {
  const choices = useMemo(
    () =>
      (form?.fields ?? [])
        .filter((each) => !types || types.includes(each.type))
        .filter((each) => !without?.includes(each.key))
        .map((each) => ({ value: each.key, label: each.label })),
    [form, types, without],
  );
  return <ChoiceSelect {...props} choices={choices} />;
}
