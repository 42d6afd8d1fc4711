/** What is promised to tickets, as conditions of their lists take it. */
import { DUE, LEVEL, type ListForm, MISSED, promiseColumns } from "../../app/usual-list";
import type { InputField, InputOption } from "./model";

/** Limits, the level that was reached, and whether one was missed; nothing where the form promises nothing. */
export function promiseFields(
  form: ListForm,
  levels: readonly InputOption[],
  label: (key: string) => string,
): InputField[] {
  const keys = promiseColumns(form);
  const shown = keys.length > 0 ? [DUE, ...keys] : [];
  return shown.map((key): InputField => {
    if (key === LEVEL)
      return { key, type: "choice", family: "choice", label: label(key), options: levels };
    return { key, type: key === MISSED ? "boolean" : "instant", label: label(key) };
  });
}
