import { queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client";

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => call(api.GET("/account", { signal })),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: async ({ signal }) => (await call(api.GET("/account/sessions", { signal }))).items,
});
