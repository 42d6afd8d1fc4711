/** How an action looks in a sentence. Each file in `actions/` defines one as `actionFace`; its name is the action's key. */
import type { TFunction } from "i18next";
import type { ComponentType } from "react";
import type { IconName } from "../../app/icon";
import type { ActionLine, Around, InputForm, InputProblem } from "./model";

export interface ActionFaceProps {
  line: ActionLine;
  onChange: (line: ActionLine) => void;
  form: InputForm;
  around: Around;
  /** With paths from the line on. */
  problems: readonly InputProblem[];
}

/** With what a line is said in words. */
export interface Saying {
  form: InputForm;
  around: Around;
  t: TFunction;
  language: string;
}

export interface ActionFace {
  icon: IconName;
  /** What follows the action's name in the sentence. */
  Words?: ComponentType<ActionFaceProps>;
  /** What stands below the sentence. */
  Details?: ComponentType<ActionFaceProps>;
  /** The line as a part of a sentence: 「用短信通知主管」. */
  say: (line: ActionLine, saying: Saying) => string;
  /** The same in few words, for lists: 「通知主管」. */
  brief?: (line: ActionLine, saying: Saying) => string;
  /** Settings of a new line. */
  start?: (form: InputForm, around: Around) => Record<string, unknown>;
}

const files = import.meta.glob<{ actionFace: ActionFace }>(
  ["./actions/*.tsx", "!./actions/*.test.tsx"],
  { eager: true },
);

export const actionFaces: ReadonlyMap<string, ActionFace> = new Map(
  Object.entries(files).map(([path, file]) => [
    path.slice("./actions/".length, -".tsx".length),
    file.actionFace,
  ]),
);

/** Whether a problem stands at the setting, or inside it. */
export function hasProblem(problems: readonly InputProblem[], setting: string): boolean {
  return problems.some((each) => each.at[0] === setting);
}

/** The line with settings changed; undefined takes one out. */
export function changed(line: ActionLine, settings: Record<string, unknown>): ActionLine {
  const next: ActionLine = { ...line, ...settings };
  for (const [key, value] of Object.entries(settings)) if (value === undefined) delete next[key];
  return next;
}
