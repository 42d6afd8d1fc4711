import type { Family, InputForm } from "../../../designer/inputs";
import type { DataColumn, Dataset } from "./offer";

/** How the values of a dataset's own columns compare; fields of forms say it by their type. */
const FAMILIES: Readonly<Record<string, Family>> = {
  choice: "choice",
  form: "choice",
  flow: "choice",
  node: "choice",
  duration: "number",
  department: "id",
};

/** A dataset as the inputs for conditions want it. */
export function inputFormOf(dataset: Dataset, app: string): InputForm {
  return {
    key: `${app}.${dataset.key}`,
    name: dataset.name,
    fields: dataset.columns.map(({ key, type, label, options }: DataColumn) => {
      const family = FAMILIES[type];
      return { key, type, label, options: options ?? null, ...(family ? { family } : {}) };
    }),
  };
}
