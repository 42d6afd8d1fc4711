import type { AppModel } from "../../designer/app-model";
import type { Overview } from "./queries";
import { neededPeople } from "./wires";

/** A role or team without people that flows or rules turn to. */
export interface Gap {
  kind: "role" | "team";
  key: string;
  label: string;
  /** Names of the artefacts that turn to it. */
  users: string[];
}

export function gapsOf(model: AppModel, facts: Overview["facts"]): Gap[] {
  return [...neededPeople(model)].flatMap(([id, users]): Gap[] => {
    const cut = id.indexOf(".");
    const kind = id.slice(0, cut) as Gap["kind"];
    const key = id.slice(cut + 1);
    if ((facts[kind]?.[key]?.people ?? 0) > 0) return [];
    return [{ kind, key, label: model.labelOf(kind, key), users }];
  });
}
