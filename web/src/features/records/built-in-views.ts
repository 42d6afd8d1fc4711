import type { TFunction } from "i18next";
import type { Form } from "../../api/types";
import { usualViews } from "../../app/usual-list";
import { fromSaved, type ListState, USUAL } from "./list-state";

/** A tab of the list that no reader has to make. */
export interface BuiltIn {
  key: string;
  name: string;
  state: ListState;
}

/** The views that the form brings; else the usual ones: all, and for tickets what is open, mine, and nobody's. */
export function builtInViews(form: Form, t: TFunction): BuiltIn[] {
  if (form.views.length > 0) {
    return form.views.map(({ key, name, query, look }) => ({
      key,
      name,
      state: fromSaved({ query, look }),
    }));
  }
  return usualViews(form).map(({ key, word, filters }) => ({
    key,
    name: t(`list.view.${word}`),
    state: { ...USUAL, filters },
  }));
}
