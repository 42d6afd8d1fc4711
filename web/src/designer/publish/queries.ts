import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";
import { DEFINITIONS } from "../../app/queries";

type Schemas = components["schemas"];

export type Changes = Schemas["ChangesAnswer"];
export type PartChange = Schemas["ChangeAnswer"];
export type Detail = Schemas["DetailAnswer"];
export type Effect = Schemas["EffectAnswer"];
export type DraftProblem = Schemas["ProblemAnswer"];
export type Publication = Schemas["PublicationAnswer"];
export type PublishedPart = Schemas["PublishedPart"];
export type Version = Schemas["VersionAnswer"];

/** How soon one sees that a colleague's draft is the first to be published, in milliseconds. */
const LOOK_AGAIN = 30_000;

/** What publishing all drafts of an app would change. Saving a draft makes it stale: see `draftsChanged`. */
export function changesQuery(app: string) {
  return queryOptions({
    queryKey: ["changes", app],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/changes", { params: { path: { app } }, signal })),
    // Drafts of others are told to nobody. While there is nothing, asking costs nothing; what is there opens and is read anew.
    refetchInterval: ({ state: { data } }) => (data?.count === 0 ? LOOK_AGAIN : false),
  });
}

/** What going back to an old version would change. */
export function wayBackQuery(kind: string, name: string, version: number) {
  return queryOptions({
    queryKey: ["versions", kind, name, "changes", version],
    queryFn: ({ signal }) =>
      call(
        api.GET("/definitions/{kind}/{key}/versions/{version}/changes", {
          params: { path: { kind, key: name, version } },
          signal,
        }),
      ),
  });
}

/** What taking a whole publication back would change, and what stands in the way. */
export function wholeWayBackQuery(publication: string) {
  return queryOptions({
    queryKey: ["versions", "publication", publication, "way-back"],
    queryFn: ({ signal }) =>
      call(
        api.GET("/publications/{publication}/way-back", {
          params: { path: { publication } },
          signal,
        }),
      ),
  });
}

export function versionsQuery(kind: string, name: string) {
  return queryOptions({
    queryKey: ["versions", kind, name],
    queryFn: ({ signal }) =>
      call(api.GET("/definitions/{kind}/{key}", { params: { path: { kind, key: name } }, signal })),
  });
}

/** What lies between two versions; 0 is the draft. */
export function comparisonQuery(kind: string, name: string, before: number, after: number) {
  return queryOptions({
    queryKey: ["versions", kind, name, "diff", before, after],
    queryFn: async ({ signal }) =>
      (
        await call(
          api.GET("/definitions/{kind}/{key}/diff", {
            params: { path: { kind, key: name }, query: { before, after } },
            signal,
          }),
        )
      ).details,
  });
}

export function publicationsQuery(app: string) {
  return queryOptions({
    queryKey: ["publications", app],
    queryFn: async ({ signal }) =>
      (await call(api.GET("/apps/{app}/publications", { params: { path: { app } }, signal })))
        .items,
  });
}

/** All of them, portion by portion, for who reads on. */
export function everyPublicationQuery(app: string) {
  return infiniteQueryOptions({
    queryKey: ["publications", app, "every"],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/apps/{app}/publications", {
          params: { path: { app }, query: pageParam ? { cursor: pageParam } : {} },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function publicationQuery(publication: string) {
  return queryOptions({
    queryKey: ["publication", publication],
    queryFn: ({ signal }) =>
      call(api.GET("/publications/{publication}", { params: { path: { publication } }, signal })),
  });
}

export function publishedPartsQuery(publication: string) {
  return queryOptions({
    queryKey: ["publication", publication, "parts"],
    queryFn: async ({ signal }) =>
      (
        await call(
          api.GET("/publications/{publication}/parts", {
            params: { path: { publication } },
            signal,
          }),
        )
      ).items,
  });
}

export function leftBehindQuery(publication: string) {
  return queryOptions({
    queryKey: ["publication", publication, "left-behind"],
    queryFn: async ({ signal }) =>
      (
        await call(
          api.GET("/publications/{publication}/left-behind", {
            params: { path: { publication } },
            signal,
          }),
        )
      ).items,
  });
}

/** To be called after a draft was saved or discarded: what publishing would change is read again. */
export function draftsChanged(queries: QueryClient, app: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["changes", app] });
}

/** After something went live, everything that shows definitions is read again. */
export async function published(queries: QueryClient): Promise<void> {
  await Promise.all(DEFINITIONS.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
