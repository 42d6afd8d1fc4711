import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import type { Sort } from "./document";

type Schemas = components["schemas"];
export type Catalogue = Omit<Schemas["CatalogueAnswer"], "elements"> & {
  elements: Record<string, Sort[]>;
};
/** One member of a catalogue, in the reader's language. */
export type FieldEntry = Schemas["FieldEntryAnswer"];
export type ChartEntry = Schemas["ChartEntryAnswer"];
export type Group = Schemas["GroupAnswer"];
export type Setting = Schemas["SettingAnswer"];
export type SettingsSchema = Schemas["SettingsSchemaAnswer"];

const catalogueQuery = queryOptions({
  queryKey: ["catalogue"],
  queryFn: ({ signal }) => call(api.GET("/studio/catalogue", { signal })),
});

/** All that can be put together, in the reader's language. Suspends until it is here. */
export function useCatalogue(): Catalogue {
  return useSuspenseQuery(catalogueQuery).data as Catalogue;
}

/** The member of a key; undefined for one that this version does not know. */
export function entryOf<T extends { key: string }>(
  entries: readonly T[],
  key: unknown,
): T | undefined {
  return entries.find((each) => each.key === key);
}
