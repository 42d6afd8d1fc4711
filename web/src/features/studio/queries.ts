import { queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type AppItem = Schemas["AppItem"];
export type Overview = Schemas["OverviewAnswer"];
export type Facts = Schemas["FactsOfPart"];
export type Plan = Schemas["PlanAnswer"];

export const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: async ({ signal }) => (await call(api.GET("/apps", { signal }))).items,
});

/** Numbers about the live parts of an app. */
export function overviewQuery(app: string) {
  return queryOptions({
    queryKey: ["overview", app],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/overview", { params: { path: { app } }, signal })),
  });
}
