import { InputNumber, Switch } from "antd";
import { type ReactNode, useMemo } from "react";
import { usePreferences } from "../../app/preferences";
import { useColleagues } from "../../app/queries";
import {
  FieldEnvironmentContext,
  fieldTexts,
  kindOf,
  toFieldValue,
  translator,
} from "../../fields";
import {
  condition as ConditionWidget,
  duration as DurationWidget,
  people as PeopleWidget,
  template as TemplateWidget,
} from "../inputs/widgets";
import type { LocalText } from "../texts";
import { LocalTextInput } from "./local-text-input";
import { OptionList, type Options } from "./option-list";
import { ChoiceSelect, FieldSelect, PartSelect } from "./selects";
import type { WidgetProps } from "./widget";

function TextWidget({ id, value, onChange, setting }: WidgetProps) {
  return (
    <input
      id={id}
      className="s-line"
      value={typeof value === "string" ? value : ""}
      maxLength={setting.longest ?? 2000}
      onChange={(event) => onChange(event.target.value || undefined, { merge: true })}
    />
  );
}

function LocalTextWidget({ id, value, onChange, name }: WidgetProps) {
  return (
    <LocalTextInput
      id={id}
      value={value as LocalText | undefined}
      {...(name === "help" ? { lines: 1 } : {})}
      onChange={(text) => onChange(text, { merge: true })}
    />
  );
}

function NumberWidget({ id, value, onChange, setting }: WidgetProps) {
  const least = setting.least ?? setting.above ?? undefined;
  const most = setting.most ?? setting.below ?? undefined;
  return (
    <InputNumber
      id={id}
      className="s-number"
      value={typeof value === "number" ? value : null}
      {...(least === undefined ? {} : { min: least })}
      {...(most === undefined ? {} : { max: most })}
      {...(setting.whole ? { precision: 0 } : {})}
      placeholder={setting.default === undefined ? "" : String(setting.default ?? "")}
      onChange={(number) => onChange(number ?? undefined, { merge: true })}
    />
  );
}

function SwitchWidget({ id, value, onChange, setting }: WidgetProps) {
  const on = typeof value === "boolean" ? value : setting.default === true;
  return (
    <Switch
      id={id}
      size="small"
      checked={on}
      onChange={(now) => onChange(now === (setting.default === true) ? undefined : now)}
    />
  );
}

function SelectWidget({ id, value, onChange, setting, required }: WidgetProps) {
  const shown = value ?? setting.default;
  return (
    <ChoiceSelect
      id={id}
      value={shown === undefined || shown === null ? undefined : String(shown)}
      choices={(setting.choices ?? []).map((each) => ({
        value: String(each.value),
        label: each.label,
      }))}
      clearable={!required && setting.default == null}
      onChange={(chosen) => {
        const choice = setting.choices?.find((each) => String(each.value) === chosen);
        onChange(choice && choice.value !== setting.default ? choice.value : undefined);
      }}
    />
  );
}

function ReferenceWidget({ app, id, value, onChange, setting, form, required }: WidgetProps) {
  const shared = {
    id,
    value: typeof value === "string" ? value : undefined,
    onChange,
    clearable: !required,
  };
  if (setting.to === "field") return <FieldSelect {...shared} form={form} />;
  return <PartSelect {...shared} app={app} kind={setting.to ?? "form"} />;
}

function OptionsWidget({ id, value, onChange, setting, isUsed, name }: WidgetProps) {
  return (
    <OptionList
      id={id}
      label={setting.title}
      value={(value ?? {}) as Options}
      extra={setting.extra ?? []}
      isUsed={(key) => isUsed?.(`${name}.${key}`) ?? false}
      onChange={(options, label, merge) =>
        onChange(options, { label, ...(merge ? { merge: true } : {}) })
      }
    />
  );
}

/** A value of the field itself, by the field's own input. */
function ValueWidget({ id, value, onChange, field }: WidgetProps) {
  const language = usePreferences((state) => state.language);
  const colleagues = useColleagues().data?.items;
  const environment = useMemo(
    () => ({
      language,
      t: translator(fieldTexts[language]),
      people: Object.fromEntries((colleagues ?? []).map((each) => [each.id, { name: each.name }])),
      files: {},
    }),
    [language, colleagues],
  );
  if (!field) return null;
  const { Input } = kindOf(field);
  return (
    <FieldEnvironmentContext value={environment}>
      <div className="f-frame f-compact">
        <Input
          id={id}
          field={{ ...field, required: false, placeholder: null }}
          value={toFieldValue(value)}
          size="compact"
          onChange={(next) => onChange(next === "" ? undefined : next, { merge: true })}
        />
      </div>
    </FieldEnvironmentContext>
  );
}

/** One component for each word of the vocabulary; `custom` is drawn by the designer itself. */
export const WIDGETS: Readonly<Record<string, (props: WidgetProps) => ReactNode>> = {
  text: (props) => <TextWidget {...props} />,
  local_text: (props) => <LocalTextWidget {...props} />,
  template: (props) => <TemplateWidget {...props} />,
  number: (props) => <NumberWidget {...props} />,
  switch: (props) => <SwitchWidget {...props} />,
  select: (props) => <SelectWidget {...props} />,
  reference: (props) => <ReferenceWidget {...props} />,
  options: (props) => <OptionsWidget {...props} />,
  value: (props) => <ValueWidget {...props} />,
  condition: (props) => <ConditionWidget {...props} />,
  people: (props) => <PeopleWidget {...props} />,
  duration: (props) => <DurationWidget {...props} />,
};
