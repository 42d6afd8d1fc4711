/** What is promised to tickets, as conditions of their lists take it. */
import { LEVEL, type ListForm, MISSED, promiseConditions } from "../../app/usual-list";
import type { InputField, InputOption } from "./model";

/** Limits, the level that was reached, and whether one was missed; nothing where the form promises nothing. */
export function promiseFields(
  form: ListForm,
  levels: readonly InputOption[],
  label: (key: string) => string,
): InputField[] {
  return promiseConditions(form).map((key): InputField => {
    if (key === LEVEL)
      return { key, type: "choice", family: "choice", label: label(key), options: levels };
    return { key, type: key === MISSED ? "boolean" : "instant", label: label(key) };
  });
}
