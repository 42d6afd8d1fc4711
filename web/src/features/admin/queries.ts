import { queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client";

/** Outside organizations with people of their own. */
export const partnersQuery = queryOptions({
  queryKey: ["partners"],
  queryFn: async ({ signal }) => (await call(api.GET("/partners", { signal }))).items,
});

/** Keys with which programs come in, those of everybody. */
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) =>
    (await call(api.GET("/keys", { params: { query: { all: true } }, signal }))).items,
});
