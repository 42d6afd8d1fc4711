/** Lines of actions as a sentence: 「立即用短信通知主管，1 小时后发满意度问卷」. */
import type { FilterTree } from "../../language/filter";
import { actionFaces, type Saying } from "./action-face";
import { conditionText } from "./condition-text";
import { type Duration, durationText } from "./duration-input";
import type { ActionKind, ActionLine } from "./model";

export function actionText(line: ActionLine, kinds: readonly ActionKind[], saying: Saying): string {
  const { t, form, around } = saying;
  const face = actionFaces.get(line.action);
  const name = kinds.find((each) => each.key === line.action)?.name ?? line.action;
  const what = face?.say(line, saying) ?? name;
  const delay = line.delay as Duration | undefined;
  const still = line.if_still as FilterTree | undefined;
  const timed =
    delay === undefined
      ? what
      : t("inputs.act.after", { time: durationText(delay, t, around.calendars), what });
  return still === undefined
    ? timed
    : t("inputs.act.if_still", { condition: conditionText(still, form, t, around), what: timed });
}

/** A line in few words: 「1 小时后发问卷」. */
export function actionBrief(
  line: ActionLine,
  kinds: readonly ActionKind[],
  saying: Saying,
): string {
  const { t, around } = saying;
  const face = actionFaces.get(line.action);
  const name = kinds.find((each) => each.key === line.action)?.name ?? line.action;
  const what = (face?.brief ?? face?.say)?.(line, saying) ?? name;
  const delay = line.delay as Duration | undefined;
  return delay === undefined
    ? what
    : t("inputs.act.after", { time: durationText(delay, t, around.calendars), what });
}

/** All of them, one after the other. */
export function actionsText(
  lines: readonly ActionLine[],
  kinds: readonly ActionKind[],
  saying: Saying,
): string {
  if (lines.length === 0) return saying.t("inputs.act.nothing");
  return lines.map((line) => actionText(line, kinds, saying)).join(saying.t("inputs.act.then"));
}
