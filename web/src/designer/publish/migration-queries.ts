import { queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type Migration = Schemas["MigrationAnswer"];
export type MigrationRefusal = Schemas["MigrationRefusal"];
/** Where work goes on whose step the new version does not have. */
export type Chosen = Readonly<Record<string, string>>;

/** The dry run: which open instances could go on under the draft, without one under what is live. */
export function trialQuery(app: string, flow: string, nodes: Chosen) {
  return queryOptions({
    queryKey: ["migration-trial", app, flow, nodes],
    queryFn: ({ signal }) =>
      call(
        api.POST("/apps/{app}/flows/{key}/migrations/trial", {
          params: { path: { app, key: flow } },
          body: { nodes: { ...nodes } },
          signal,
        }),
      ),
    staleTime: 0,
  });
}

const ASK_EVERY = 1000;

/** The last migrations of a flow; asked again while one is going on. */
export function migrationsQuery(app: string, flow: string) {
  return queryOptions({
    queryKey: ["migrations", app, flow],
    queryFn: async ({ signal }) =>
      (
        await call(
          api.GET("/apps/{app}/flows/{key}/migrations", {
            params: { path: { app, key: flow } },
            signal,
          }),
        )
      ).items,
    refetchInterval: ({ state }) =>
      state.data?.some((each) => each.state === "running") ? ASK_EVERY : false,
    staleTime: 0,
  });
}
