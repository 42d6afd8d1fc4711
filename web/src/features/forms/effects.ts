import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import type { Document } from "../../designer/document";
import { useSession } from "../../designer/session";
import { fieldsIn } from "./outline";

export type Effect = components["schemas"]["EffectAnswer"];

/** Whether a change may not suit the values that are stored: then the server is asked to look. */
function touchesValues(live: Document | null, document: Document): boolean {
  if (!live) return false;
  const before = fieldsIn(live);
  return Object.entries(fieldsIn(document)).some(([key, now]) => {
    const old = before[key];
    if (!old || old === now) return false;
    return (
      old.type !== now.type ||
      (now.required === true && old.required !== true) ||
      (now.unique === true && old.unique !== true) ||
      (now.sensitive === true) !== (old.sensitive === true) ||
      optionsGone(old, now)
    );
  });
}

function optionsGone(old: Document, now: Document): boolean {
  const kept = (now.options ?? {}) as Record<string, unknown>;
  return Object.keys((old.options ?? {}) as Record<string, unknown>).some(
    (key) => !Object.hasOwn(kept, key),
  );
}

const NONE: readonly Effect[] = [];
const NO_SHORT: Readonly<Record<string, string>> = {};
/** Says nothing that the builder does not see anyway. */
const QUIET = new Set([
  "effect_column_added",
  "effect_column_filled",
  "effect_field_returns",
  "effect_type_changes",
]);

/** What publishing would do to stored values, read again after each save. */
export function useEffects(): {
  all: readonly Effect[];
  byField: Readonly<Record<string, string>>;
} {
  const { app, name } = useSession((state) => state.live && state) ?? { app: "", name: "" };
  const risky = useSession((state) => touchesValues(state.live, state.document));
  const savedAt = useSession((state) => state.savedAt);
  const { data } = useQuery({
    queryKey: ["studio", app, "changes", "form", name, savedAt],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/changes", { params: { path: { app } }, signal })),
    enabled: risky && app !== "",
    placeholderData: (before) => before,
    gcTime: 60_000,
  });
  const all = useMemo(() => {
    if (!risky) return NONE;
    const own = data?.changes.find((each) => each.kind === "form" && each.key === name);
    return own?.effects.filter((effect) => !QUIET.has(effect.code)) ?? NONE;
  }, [data, name, risky]);
  const byField = useMemo(() => {
    if (all.length === 0) return NO_SHORT;
    const found: Record<string, string> = {};
    for (const effect of all) {
      const key = effectField(effect);
      if (key) found[key] ??= effect.message;
    }
    return found;
  }, [all]);
  return { all, byField };
}

/** The field an effect is about; its path is `forms.<form>.fields.<field>…`. */
export function effectField(effect: Effect): string | null {
  const [, , part, key] = effect.path.split(".");
  return part === "fields" && key ? key : null;
}
