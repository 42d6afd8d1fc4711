import type { ComponentType } from "react";
import type { Kind } from "../language/values";
import type { IconName } from "../ui/icon";
import type { FieldDefinition, FieldValue, LinkedRecord } from "./definition";
import type { Language, Translate } from "./texts";

/** `touch` for thumbs (44 px, 16 px text), `compact` for dense signed-in screens (32 px, 14 px text). */
export type FieldSize = "touch" | "compact";

export interface FieldInputProps {
  /** Id of the control a label points to, or of the group. */
  id: string;
  field: FieldDefinition;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
  onBlur?: () => void;
  disabled?: boolean;
  /** The sentence to be shown; the frame shows it, the input only marks itself. */
  error?: string | null;
  size?: FieldSize;
  /** Id of the label; groups name themselves by it. */
  labelledBy?: string;
  /** Ids of help and error. */
  describedBy?: string;
  autoFocus?: boolean;
}

export interface FieldViewProps {
  field: FieldDefinition;
  value: FieldValue;
}

/** A reason why a value cannot be sent; its sentence is the text `problem.<code>`. */
export interface Problem {
  code: string;
  values?: Record<string, string | number>;
}

/** What the text of a value needs beyond the value. */
export interface Around {
  language: Language;
  t: Translate;
  people: Readonly<Record<string, { name: string }>>;
  records: Readonly<Record<string, LinkedRecord>>;
}

/** One field type on the screen. Each file in `types/` defines one as `fieldKind`; the file's name is the type. */
export interface FieldKind {
  icon: IconName;
  /** Where the label stands on a phone: before a one-line answer, above a block, or beside a short group. */
  look: "line" | "block" | "beside";
  /** `label` points to one control; `group` holds several and is named by its label. */
  role: "label" | "group";
  /** The verb of the sentence that asks for a missing answer. */
  ask: "enter" | "choose" | "add";
  /** How its values compare in filters; null where there is no value. */
  compares: Kind | null;
  Input: ComponentType<FieldInputProps>;
  View: ComponentType<FieldViewProps>;
  /** The value in a line of words, for cells of lists and wherever there is no room for more. */
  text: (value: FieldValue, field: FieldDefinition, around: Around) => string;
  /** It only stands in the layout: no label, no answer. */
  layout?: true;
  /** The server fills it in; there is nothing to ask for. */
  given?: true;
  /** Lists cannot be sorted by it. */
  unsorted?: true;
  /** Pixels of its column in a list that nobody has changed. */
  width?: number;
  /** Its rank among the columns that a list shows by itself, what is decided first first; absent: only when asked for. */
  listed?: number;
  /** Cells of lists are aligned at their end. */
  numeric?: true;
  /** What is wrong with an answer that is not empty. */
  check?: (value: FieldValue, field: FieldDefinition) => Problem | null;
  /** Whether the answer does not satisfy a field that is required; by default an empty one. */
  missing?: (value: FieldValue) => boolean;
  /** What holds for answers, said before anything is entered; stands at the end of the label's line. */
  limits?: (field: FieldDefinition, t: Translate) => string;
  /** Reads a text from the address of the page; null when it does not fit. Absent: not prefilled. */
  fromText?: (text: string, field: FieldDefinition) => FieldValue;
  /** What a new record begins with, where the default of the field is not a plain value. */
  fromDefault?: (raw: unknown, now: Date) => FieldValue;
}
