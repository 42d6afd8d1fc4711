/** What the inputs of the designers are told: plain descriptions in the reader's language, nothing fetched. */
import type { ComponentType } from "react";
import type { Kind } from "../../language/filter";

/** `sealed`: sensitive values, which are only the same or not. */
export type Family = Kind | "choice" | "files" | "sealed";

/** Something with a key and the name people read. */
export interface Named {
  key: string;
  name: string;
  /** Said behind the name, such as a department. */
  hint?: string;
}

export interface InputOption {
  key: string;
  label: string;
}

/** A field as conditions, templates and actions need it. */
export interface InputField {
  key: string;
  type: string;
  /** The type whose look it shares. */
  drawn_as?: string | null;
  label: string;
  options?: readonly InputOption[] | null;
  /** How its values compare, where that does not follow from the type. */
  family?: Family;
  /** Of a link: the form of the records that it leads to. */
  form?: string | null;
}

export interface RecordChoiceProps {
  /** The form whose records are found. */
  target: string;
  label: string;
  several: boolean;
  /** Ids. */
  value: readonly string[];
  names: Readonly<Record<string, string>>;
  /** Tells what records that were chosen are called. */
  onMeet: (names: Record<string, string>) => void;
  onChange: (ids: string[]) => void;
  problem?: boolean | undefined;
}

/** The records that links lead to: what those in conditions are called, and how others are found. */
export interface LinkedRecords {
  names: Readonly<Record<string, string>>;
  meet: (names: Record<string, string>) => void;
  Choice: ComponentType<RecordChoiceProps>;
}

export interface InputForm {
  key: string;
  name: string;
  fields: readonly InputField[];
  /** Service policies, in order. */
  policies?: readonly Named[];
  /** Their levels, each with the keys of its policy and of its clock. */
  levels?: readonly (Named & { policy: string; clock: string })[];
}

/** What the app has beside the form; absent lists offer nothing. */
export interface Around {
  roles?: readonly Named[];
  teams?: readonly Named[];
  people?: readonly Named[];
  /** Chats of groups, by their robots. */
  robots?: readonly Named[];
  calendars?: readonly Named[];
  surveys?: readonly Named[];
  templates?: readonly MessageTemplate[];
  flows?: readonly Named[];
  records?: LinkedRecords;
  /** Ways of telling people. */
  ways?: readonly Named[];
  /** What templates may use beside the fields of the form. */
  variables?: readonly Named[];
  /** What the product says by itself where a message has no words of its own. */
  unsaid?: string;
}

/** A message template; without its document nothing is known of what it says. */
export interface MessageTemplate extends Named {
  document?: Readonly<Record<string, unknown>>;
}

/** A text, or one for each language. */
export type LocalText = string | Record<string, string>;

/** One action of the catalogue. */
export interface ActionKind {
  key: string;
  name: string;
  help?: string | null;
  group?: string | null;
  keywords?: readonly string[] | null;
  /** JSON Schema of its settings. */
  settings?: object | null;
}

/** One line of a then-list; the rest are settings of the action. */
export interface ActionLine {
  action: string;
  [setting: string]: unknown;
}

/** A problem inside a value; `at` is the path from the value on. */
export interface InputProblem {
  at: readonly (string | number)[];
  message: string;
  level?: "error" | "warning";
}

export function nameOf(list: readonly Named[] | undefined, key: string): string {
  return list?.find((each) => each.key === key)?.name ?? key;
}

export function fieldOf(form: InputForm, key: string): InputField | undefined {
  return form.fields.find((each) => each.key === key);
}
