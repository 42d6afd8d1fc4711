/** The settings panel and the small inputs that panels are made of. */
export { KeyInput } from "./key-input";
export { LocalTextInput } from "./local-text-input";
export { OptionList, type Options } from "./option-list";
export {
  CalendarSelect,
  type Choice,
  ChoiceSelect,
  FieldSelect,
  FormSelect,
  PartSelect,
  RoleSelect,
  TeamSelect,
} from "./selects";
export {
  type Section,
  SettingLine,
  SettingsPanel,
  type SettingsPanelProps,
  SettingsSection,
} from "./settings-panel";
export type { WidgetProps } from "./widget";
