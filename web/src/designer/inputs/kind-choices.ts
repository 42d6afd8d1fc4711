import { actionFaces } from "./action-face";
import type { ActionKind } from "./model";
import type { Choice } from "./slot";

/** The actions of the catalogue as a list to choose from. */
export function kindChoices(kinds: readonly ActionKind[]): Choice[] {
  return kinds.map((each) => ({
    key: each.key,
    label: each.name,
    hint: each.help ?? undefined,
    icon: actionFaces.get(each.key)?.icon,
    keywords: each.keywords,
  }));
}
