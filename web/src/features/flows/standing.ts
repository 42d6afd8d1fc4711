import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import type { components } from "../../api/schema";

export type Standing = components["schemas"]["StandingAnswer"];

/** What is under way on the flow, where it waits, how many people there are. Undefined while nobody knows. */
export function useStanding(app: string, key: string): Standing | undefined {
  const { data } = useQuery({
    // Read again whenever tasks change: the live messages know it by its first word.
    queryKey: ["flow", "standing", app, key],
    queryFn: ({ signal }) =>
      call(api.GET("/apps/{app}/flows/{key}/standing", { params: { path: { app, key } }, signal })),
    refetchOnMount: "always",
  });
  return data;
}
