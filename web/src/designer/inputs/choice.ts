import type { IconName } from "../../app/icon";

/** What can be chosen from a list of words. */
export interface Choice {
  key: string;
  label: string;
  /** Said behind the label, quieter. */
  hint?: string | undefined;
  /** Heading under which it stands. */
  group?: string | undefined;
  icon?: IconName | undefined;
  /** More words it is found by. */
  keywords?: readonly string[] | null | undefined;
}
