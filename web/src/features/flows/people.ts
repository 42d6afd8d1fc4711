import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../api/client";
import type { Named } from "../../designer/inputs";

const NOBODY: readonly Named[] = [];

/** The people that work can be given to; empty where one may not ask. */
export function usePeople(): readonly Named[] {
  const { data } = useQuery({
    queryKey: ["flow-people"],
    queryFn: ({ signal }) => call(api.GET("/people", { signal })),
    select: (answer): readonly Named[] =>
      answer.items.map((person) => ({ key: person.id, name: person.name })),
    staleTime: 60_000,
    retry: false,
  });
  return data ?? NOBODY;
}
