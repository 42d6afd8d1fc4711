/** What component tests of the console stand on: who looks, known before anything is asked. */
import { QueryClient } from "@tanstack/react-query";

/** The queries of a page. However long a busy machine takes to draw it, who looks is not asked for again. */
export function deskOf(person: object, more: object = {}): QueryClient {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryDefaults(["workspace"], { staleTime: Number.POSITIVE_INFINITY });
  queries.setQueryData(["workspace"], { person, apps: [], ...more });
  return queries;
}
