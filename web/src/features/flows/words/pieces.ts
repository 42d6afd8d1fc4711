/** Pieces that sentences about steps are made of: lengths of time, whom, values that are set, actions. */
import type { ActionLine, AssignLine, Length, Values } from "../graph/flow";
import { isMap } from "../graph/flow";
import { fieldIn, labelOf, nameIn, type Scene } from "./scene";

const UNITS = ["minutes", "hours", "days"] as const;

/** 「2 小时」; empty for what is no length. */
export function lengthText(length: Length | undefined, { t }: Scene): string {
  for (const unit of UNITS) {
    const amount = length?.[unit];
    if (amount !== undefined) return t(`flows.length.${unit}`, { n: amount });
  }
  return "";
}

/** 「工作时间」 or 「自然时间」. */
export function timeText(length: Length | undefined, { t }: Scene): string {
  return t(length?.time === "working" ? "flows.length.working" : "flows.length.wall");
}

/** Things one after the other: 「主管、处理人」. */
export function listed(parts: readonly string[], { t }: Scene): string {
  return parts.join(t("list.and"));
}

/** Whom a line means: a team, a role, a person, or whom a field of the record names. */
export function whom(to: unknown, scene: Scene): string {
  if (!isMap(to)) return "";
  if (typeof to.team === "string") return nameIn(scene.teams, to.team);
  if (typeof to.role === "string") return nameIn(scene.roles, to.role);
  if (typeof to.person === "string") return nameIn(scene.people, to.person);
  if (typeof to.field === "string") return labelOf(scene, to.field);
  if (typeof to.robot === "string") return nameIn(scene.robots ?? [], to.robot);
  if (to.assignee === true) return scene.t("flows.whom.assignee");
  return to.manager === true ? scene.t("flows.whom.manager") : "";
}

/** How many people a line reaches; undefined where nobody has counted. */
export function headcount(line: AssignLine, { members }: Scene): number | undefined {
  if (!members) return undefined;
  if (line.team !== undefined) return members.teams[line.team] ?? 0;
  return line.role !== undefined ? (members.roles[line.role] ?? 0) : undefined;
}

/** A value as people read it. */
export function valueText(key: string, value: unknown, scene: Scene): string {
  if (isMap(value)) return scene.t("flows.whom.actor");
  if (value === null || value === "") return scene.t("flows.set.nothing");
  const values = Array.isArray(value) ? value : [value];
  const field = fieldIn(scene, key);
  const said = values.map((each) => {
    const text = String(each);
    return (
      field?.options?.find((option) => option.key === text)?.label ??
      (field?.type === "member" ? nameIn(scene.people, text) : text)
    );
  });
  return listed(said, scene);
}

/** 「状态改为「处理中」」: what a step writes; the status speaks for the rest. */
export function setText(values: Values | undefined, scene: Scene): string {
  const keys = Object.keys(values ?? {});
  const status = keys.find((key) => fieldIn(scene, key)?.type === "status");
  const key = status ?? keys[0];
  if (key === undefined) return "";
  const value = valueText(key, values?.[key], scene);
  if (status !== undefined) return scene.t("flows.set.status", { value });
  const field = labelOf(scene, key);
  return keys.length > 1
    ? scene.t("flows.set.more", { field, value, n: keys.length })
    : scene.t("flows.set.field", { field, value });
}

/** 「通知主管」: the action and whom it concerns. */
export function actionText(line: ActionLine, scene: Scene): string {
  const to = whom(line.to ?? line.cc, scene);
  if (line.action === "notify" && to) return scene.t("flows.action.tell", { whom: to });
  const name = scene.action(line.action);
  return to ? scene.t("flows.action.with", { name, whom: to }) : name;
}
