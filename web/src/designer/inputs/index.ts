/** Inputs that designers share: conditions, people, durations, templates, lists of actions. Plain values in and out. */

export { actionFaces, type Saying } from "./action-face";
export { ActionList, type ActionListProps } from "./action-list";
export { actionBrief, actionsText, actionText } from "./action-text";
export type { Choice } from "./choice";
export { ConditionBuilder, type ConditionBuilderProps } from "./condition-builder";
export { conditionText, operatorText, valueText } from "./condition-text";
export {
  type Duration,
  DurationInput,
  type DurationInputProps,
  durationText,
} from "./duration-input";
export { comparable, familyOf, operatorsOf } from "./families";
export { aroundOf, inputForm, useInputs } from "./from-model";
export { type Act, copiedLine, copyLine } from "./list-acts";
export type {
  ActionKind,
  ActionLine,
  Around,
  Family,
  InputField,
  InputForm,
  InputProblem,
  LinkedRecords,
  LocalText,
  Named,
  RecordChoiceProps,
} from "./model";
export { fieldOf, nameOf } from "./model";
export {
  type People,
  PeopleInput,
  type PeopleInputProps,
  type PeopleSort,
  peopleText,
} from "./people-input";
export { promiseFields } from "./promise-fields";
export { SetValue, setValueText } from "./set-value";
export { Slot, type SlotProps } from "./slot";
export { templateText, textIn, variablesOf, withText } from "./template";
export { TemplateInput, type TemplateInputProps } from "./template-input";
export { TextBox } from "./text-box";
export { finished, isComplete } from "./tree";
export { type Allowed, ValueSlot } from "./value-slot";
