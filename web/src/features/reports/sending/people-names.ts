import { useQuery } from "@tanstack/react-query";
import { api, call } from "../../../api/client";

interface Choice {
  key: string;
  name: string;
}
const NOBODY: readonly Choice[] = [];

/** Who works here, to choose from. */
export function usePeopleNames(): readonly Choice[] {
  const { data } = useQuery({
    queryKey: ["people-names"],
    queryFn: async ({ signal }) =>
      (await call(api.GET("/people", { signal }))).items.map(
        ({ id, name }): Choice => ({ key: id, name }),
      ),
    staleTime: 60_000,
  });
  return data ?? NOBODY;
}
