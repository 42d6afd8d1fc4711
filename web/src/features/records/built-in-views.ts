import type { TFunction } from "i18next";
import type { Form } from "../../api/types";
import type { FilterTree } from "../../language/filter";
import { type ListState, USUAL } from "./list-state";

/** A tab of the list that nobody has to make. */
export interface BuiltIn {
  key: string;
  name: string;
  state: ListState;
}

const view = (key: string, name: string, ...filters: FilterTree[]): BuiltIn => ({
  key,
  name,
  state: { ...USUAL, filters },
});

/** What every form offers at once: all, and for tickets what is open, mine, and nobody's. */
export function builtInViews(form: Form, t: TFunction): BuiltIn[] {
  const all = view("all", t("list.view.all"));
  const status = form.fields.find((field) => field.type === "status");
  if (!form.case || !status) {
    const mine: FilterTree = { field: "created_by", op: "eq", value: { me: true } };
    return [all, view("mine", t("list.view.made_by_me"), mine)];
  }
  const keys = (...categories: string[]) =>
    (status.options ?? [])
      .filter((option) => categories.includes(option.category ?? "open"))
      .map((option) => option.key);
  const open: FilterTree = { field: status.key, op: "in", value: keys("open", "pending") };
  const found = [all, view("open", t("list.view.open"), open)];
  const member = form.fields.find((field) => field.type === "member");
  if (member) {
    const mine: FilterTree = { field: member.key, op: "eq", value: { me: true } };
    const nobody: FilterTree = { field: member.key, op: "empty" };
    found.push(view("mine", t("list.view.mine"), open, mine));
    found.push(view("nobody", t("list.view.nobody"), open, nobody));
  }
  const solved = keys("solved");
  if (solved.length) {
    found.push(
      view("solved", t("list.view.solved"), { field: status.key, op: "in", value: solved }),
    );
  }
  return found;
}
