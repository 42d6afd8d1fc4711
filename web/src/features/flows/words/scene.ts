/** What the words about a flow are made with: the form it runs on and the names of what it refers to. */
import type { TFunction } from "i18next";
import type { LocalText, Tree } from "../graph/flow";

export interface SceneOption {
  readonly key: string;
  readonly label: string;
  /** Of a status: open, pending, solved or closed. */
  readonly category?: string | null;
  /** In every language it was given in. */
  readonly text?: LocalText;
}

export interface SceneField {
  readonly key: string;
  readonly type: string;
  readonly label: string;
  readonly options?: readonly SceneOption[] | null;
}

export interface Named {
  readonly key: string;
  readonly name: string;
}

export interface Scene {
  readonly t: TFunction;
  readonly language: string;
  readonly form: {
    readonly key: string;
    readonly name: string;
    readonly fields: readonly SceneField[];
  };
  readonly teams: readonly Named[];
  readonly roles: readonly Named[];
  readonly people: readonly Named[];
  /** Chats of groups. */
  readonly robots?: readonly Named[];
  readonly calendars: readonly Named[];
  /** How many people there are, by key; absent while nobody has counted. */
  readonly members?: {
    readonly teams: Readonly<Record<string, number>>;
    readonly roles: Readonly<Record<string, number>>;
  };
  /** A condition as a sentence. */
  condition(tree: Tree): string;
  /** What an action is called. */
  action(key: string): string;
}

/** The text in the reader's language, else in another one there is. */
export function local(text: LocalText | undefined, language: string): string {
  if (text === undefined || typeof text === "string") return text ?? "";
  return text[language] ?? text["zh-CN"] ?? text.en ?? Object.values(text)[0] ?? "";
}

export function nameIn(list: readonly Named[], key: string | undefined): string {
  return list.find((each) => each.key === key)?.name ?? key ?? "";
}

export function fieldIn(scene: Scene, key: string): SceneField | undefined {
  return scene.form.fields.find((each) => each.key === key);
}

export function labelOf(scene: Scene, key: string): string {
  return fieldIn(scene, key)?.label ?? key;
}
