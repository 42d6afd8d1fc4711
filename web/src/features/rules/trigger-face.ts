/** How a trigger looks in the sentence. Each file in `triggers/` defines one as `triggerFace`; its name is the event. */
import type { TFunction } from "i18next";
import type { ComponentType } from "react";
import type { IconName } from "../../app/icon";
import type { Around, InputForm, InputProblem } from "../../designer/inputs";
import type { When } from "./rule-document";

export interface TriggerFaceProps {
  when: When;
  onChange: (settings: Record<string, unknown>) => void;
  form: InputForm;
  around: Around;
  /** With paths from the trigger on. */
  problems: readonly InputProblem[];
}

export interface TriggerSaying {
  form: InputForm;
  around: Around;
  t: TFunction;
}

export interface TriggerFace {
  icon: IconName;
  /** What follows the trigger's word. */
  Words?: ComponentType<TriggerFaceProps>;
  /** The whole clause: 「有服务工单新建时」. */
  say: (when: When, saying: TriggerSaying) => string;
  /** In few words, for lists: 「新工单」. */
  brief: (when: When, saying: TriggerSaying) => string;
  /** Settings beside event and form. */
  start: (form: InputForm) => Record<string, unknown>;
}

const files = import.meta.glob<{ triggerFace: TriggerFace }>(
  ["./triggers/*.tsx", "!./triggers/*.test.tsx"],
  { eager: true },
);

export const triggerFaces: ReadonlyMap<string, TriggerFace> = new Map(
  Object.entries(files).map(([path, file]) => [
    path.slice("./triggers/".length, -".tsx".length),
    file.triggerFace,
  ]),
);

export function wrongAt(problems: readonly InputProblem[], setting: string): boolean {
  return problems.some((each) => each.at[0] === setting);
}
