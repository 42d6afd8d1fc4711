/** What can be done with a step as a whole; the same in the menu, in the list and by keys. */
import { useTranslation } from "react-i18next";
import { copy } from "../../designer/clipboard";
import { onward } from "./edits/edit";
import { duplicateNode } from "./edits/insert";
import { canMove, moveBy } from "./edits/move";
import { removeNode } from "./edits/remove";
import { useFlow } from "./flow-desk";

export interface StepAct {
  key: "up" | "down" | "copy" | "duplicate" | "remove";
  label: string;
  /** The keys that do it as well. */
  keys: string;
  danger?: boolean;
  run: () => void;
}

export function useStepActs(node: string | undefined): readonly StepAct[] {
  const { t } = useTranslation();
  const { flow, desk, run } = useFlow();
  const found = node === undefined ? undefined : flow.nodes[node];
  if (node === undefined || !found || found.type === "start") return [];
  const acts: StepAct[] = [];
  const add = (key: StepAct["key"], keys: string, act: () => void, danger = false) =>
    acts.push({ key, label: t(`flows.act.${key}`), keys, run: act, ...(danger ? { danger } : {}) });
  if (canMove(flow, node)) {
    add("up", "Alt ↑", () => run(moveBy(flow, node, -1, desk)));
    add("down", "Alt ↓", () => run(moveBy(flow, node, 1, desk)));
  }
  add("copy", "Ctrl C", () => copy("flow", found));
  if (onward(flow, node)) add("duplicate", "Ctrl D", () => run(duplicateNode(flow, node, desk)));
  add("remove", "Delete", () => run(removeNode(flow, node, desk)), true);
  return acts;
}
