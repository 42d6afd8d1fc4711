import { actionFaces } from "./action-face";
import type { Choice } from "./choice";
import type { ActionKind } from "./model";

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
