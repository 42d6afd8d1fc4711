/** A rule in words: one whole sentence, and a line for lists. */
import type { Document } from "../../designer/document";
import {
  type ActionKind,
  actionBrief,
  actionsText,
  conditionText,
  fieldOf,
  type Saying,
  valueText,
} from "../../designer/inputs";
import type { FilterTree } from "../../language/filter";
import { conditionOf, stepsOf, whenOf } from "./rule-document";
import { triggerFaces } from "./trigger-face";

/** 「当有服务工单新建时，如果紧急程度是非常紧急，就用短信通知主管。」 */
export function ruleText(document: Document, kinds: readonly ActionKind[], saying: Saying): string {
  const { t, form, around } = saying;
  const when = whenOf(document);
  const condition = conditionOf(document);
  const start = triggerFaces.get(when.event)?.say(when, saying) ?? t("rules.say.unknown");
  const then = actionsText(stepsOf(document), kinds, saying);
  return condition === undefined
    ? t("rules.say.rule", { when: start, then })
    : t("rules.say.rule_if", {
        when: start,
        then,
        condition: conditionText(condition, form, t, around),
      });
}

/** 「非常紧急 → 通知主管」: what makes the rule special, and what it does first. */
export function ruleBrief(
  document: Document,
  kinds: readonly ActionKind[],
  saying: Saying,
): string {
  const { t } = saying;
  const when = whenOf(document);
  const condition = conditionOf(document);
  const trigger = triggerFaces.get(when.event)?.brief(when, saying) ?? "";
  const steps = stepsOf(document);
  const [first] = steps;
  const cause =
    condition !== undefined && when.event === "record_created"
      ? causeText(condition, saying)
      : trigger;
  const effect = first === undefined ? t("inputs.act.nothing") : actionBrief(first, kinds, saying);
  return t("rules.brief.rule", { cause, effect });
}

/** Of a single value the value alone, 「非常紧急」; else the whole condition. */
function causeText(condition: FilterTree, { form, t, around }: Saying): string {
  if ("field" in condition && condition.op === "eq") {
    const field = fieldOf(form, condition.field);
    if (field?.options?.length) return valueText(condition.value, field, form, t, around);
  }
  return conditionText(condition, form, t, around);
}
