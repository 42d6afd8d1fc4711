/** A condition as a sentence: 「紧急程度是非常紧急，并且处理人为空」. */
import dayjs from "dayjs";
import type { TFunction } from "i18next";
import type { FilterTree } from "../../language/filter";
import { familyOf, operatorsOf, voiceOf, WITHOUT_VALUE } from "./families";
import type { Around, InputField, InputForm } from "./model";
import { fieldOf, nameOf } from "./model";
import { periodText } from "./periods";
import { someOf } from "./some-of";
import { isLeaf, type Leaf, partsOf } from "./tree";

/** What the tree says, in the language of `t`. Keys that nobody knows are said as they are. */
export function conditionText(
  tree: FilterTree,
  form: InputForm,
  t: TFunction,
  around: Around = {},
): string {
  return say(tree, form, t, around, false);
}

function say(
  tree: FilterTree,
  form: InputForm,
  t: TFunction,
  around: Around,
  inside: boolean,
): string {
  if (isLeaf(tree)) return leafText(tree, form, t, around);
  if ("not" in tree) {
    return t("inputs.say.not", { condition: say(tree.not, form, t, around, false) });
  }
  const parts = partsOf(tree);
  const every = "all" in tree;
  if (parts.length === 0) return t(every ? "inputs.say.always" : "inputs.say.never");
  const said = parts
    .map((part) => say(part, form, t, around, true))
    .join(t(every ? "inputs.say.and" : "inputs.say.or"));
  return inside && parts.length > 1 ? t("inputs.say.group", { condition: said }) : said;
}

function leafText(leaf: Leaf, form: InputForm, t: TFunction, around: Around): string {
  const field = fieldOf(form, leaf.field);
  const label = field?.label ?? leaf.field;
  const op = operatorText(leaf.op, field, t);
  if (WITHOUT_VALUE.has(leaf.op)) return t("inputs.say.bare", { field: label, op });
  if (leaf.op === "within") {
    return t("inputs.say.within", { field: label, period: periodText(leaf.value, t) });
  }
  if (leaf.op === "between" && Array.isArray(leaf.value)) {
    const [low, high] = leaf.value.map((end) => valueText(end, field, form, t, around));
    return t("inputs.say.between", { field: label, low, high });
  }
  const value = valueText(leaf.value, field, form, t, around);
  if (leaf.op === "in") return t("inputs.say.in", { field: label, value });
  if (leaf.op === "not_in") return t("inputs.say.not_in", { field: label, value });
  return t("inputs.say.plain", { field: label, op, value });
}

/** The word of an operator, as the field's values are spoken of. */
export function operatorText(op: string, field: InputField | undefined, t: TFunction): string {
  const family = field === undefined ? "text" : (familyOf(field) ?? "text");
  // Where it does not fit, the words of texts have every operator.
  const voice = operatorsOf(family).includes(op) ? voiceOf(family) : "same";
  return t(`inputs.op.${voice}_${op}`);
}

/** A value of a condition as people read it. */
export function valueText(
  value: unknown,
  field: InputField | undefined,
  form: InputForm,
  t: TFunction,
  around: Around = {},
): string {
  if (value === undefined || value === null || value === "") return t("inputs.say.blank");
  if (Array.isArray(value)) {
    if (value.length === 0) return t("inputs.say.blank");
    return someOf(value, (each) => valueText(each, field, form, t, around), t);
  }
  if (typeof value === "object") return wordText(value as Record<string, unknown>, form, t);
  if (typeof value === "boolean") return t(value ? "inputs.value.yes" : "inputs.value.no");
  const family = field === undefined ? undefined : familyOf(field);
  if (typeof value === "number") return String(value);
  const text = String(value);
  if (field?.options?.length) {
    return field.options.find((each) => each.key === text)?.label ?? text;
  }
  if (family === "person") return nameOf(around.people, text);
  if (family === "id") return around.records?.names[text] ?? text;
  if (family === "team") return nameOf(around.teams, text);
  if (family === "instant" && dayjs(text).isValid()) return dayjs(text).format("YYYY-MM-DD HH:mm");
  return text;
}

function wordText(value: Record<string, unknown>, form: InputForm, t: TFunction): string {
  if (value.me === true) return t("inputs.value.me");
  if (value.my === "teams") return t("inputs.value.my_teams");
  if (typeof value.field === "string") {
    return t("inputs.value.field", {
      field: fieldOf(form, value.field)?.label ?? value.field,
    });
  }
  return periodText(value, t) || t("inputs.say.blank");
}
