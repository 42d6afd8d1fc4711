/** The inputs as widgets of settings panels: `condition`, `people`, `duration`, `template`. */
import type { FilterTree } from "../../language/filter";
import { useAppModel } from "../app-model";
import type { WidgetProps } from "../settings/widget";
import { ConditionBuilder } from "./condition-builder";
import { type Duration, DurationInput } from "./duration-input";
import { useInputs } from "./from-model";
import type { LocalText } from "./model";
import { type People, PeopleInput } from "./people-input";
import { TemplateInput } from "./template-input";

export function condition({ app, form, value, onChange, setting }: WidgetProps) {
  const [fields, around] = useInputs(useAppModel(app), form?.key);
  return (
    <ConditionBuilder
      form={fields}
      around={around}
      label={setting.title}
      value={value as FilterTree | undefined}
      onChange={(next) => onChange(next)}
    />
  );
}

export function people({ app, form, value, onChange, setting }: WidgetProps) {
  const [fields, around] = useInputs(useAppModel(app), form?.key);
  return (
    <PeopleInput
      form={fields}
      around={around}
      label={setting.title}
      value={value as People | undefined}
      onChange={(next) => onChange(next)}
    />
  );
}

export function duration({ app, value, onChange, setting }: WidgetProps) {
  const [, around] = useInputs(useAppModel(app), undefined);
  return (
    <DurationInput
      label={setting.title}
      value={value as Duration | undefined}
      calendars={around.calendars ?? []}
      onChange={(next) => onChange(next)}
    />
  );
}

export function template({ app, form, value, onChange, setting }: WidgetProps) {
  const [fields, around] = useInputs(useAppModel(app), form?.key);
  return (
    <TemplateInput
      label={setting.title}
      form={fields}
      around={around}
      value={value as LocalText | undefined}
      onChange={(next) => onChange(next)}
    />
  );
}
