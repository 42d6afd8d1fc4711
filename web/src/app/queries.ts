import {
  infiniteQueryOptions,
  MutationCache,
  QueryCache,
  QueryClient,
  type QueryKey,
  queryOptions,
  useQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { api, call, carryToken } from "../api/client";
import { ApiError } from "../api/errors";
import type { FlowState, TaskScope, Workspace } from "../api/types";

/** Pushed messages tell when something changed, so that nothing becomes stale by time. */
export function createQueries(): QueryClient {
  /** Who was signed out meanwhile is led to the entrance by the question who they are. */
  function noticeSignOut(error: Error, key?: QueryKey) {
    const asked = key?.[0] === workspaceQuery.queryKey[0];
    if (error instanceof ApiError && error.signedOut && !asked)
      void queries.invalidateQueries({ queryKey: workspaceQuery.queryKey });
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error, query) => noticeSignOut(error, query.queryKey) }),
    mutationCache: new MutationCache({ onError: (error) => noticeSignOut(error) }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) =>
          error instanceof ApiError && (error.unreachable || error.passing) && count < 2,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
  return queries;
}

const PAGE = 50;
/** Who reads on gets as many as the server gives at once: to the end of a long list it is a long way. */
const NEXT_PAGE = 200;

/**
 * Who is signed in, and what there is for them. Where that is suddenly somebody else – another tab signed out and in –
 * everything on this page is still the first one's: it begins anew before any of it is shown to the second.
 */
export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: async ({ signal, client }): Promise<Workspace> => {
    const before = client.getQueryData<Workspace>(["workspace"]);
    const workspace = await call(api.GET("/workspace", { signal }));
    if (before && before.person.id !== workspace.person.id) {
      location.reload();
      return new Promise(() => undefined);
    }
    carryToken(workspace.csrf_token);
    return workspace;
  },
});

/** The workspace of the signed-in person; only inside the signed-in part. */
export function useWorkspace(): Workspace {
  return useSuspenseQuery(workspaceQuery).data;
}

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => call(api.GET("/setup", { signal })),
});

export function tasksQuery(scope: TaskScope) {
  return infiniteQueryOptions({
    queryKey: ["tasks", scope],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/tasks", {
          params: { query: { scope, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export interface ListShape {
  filter?: string;
  sort?: string;
  search?: string;
  /** With the nearest limit of each ticket. */
  due?: boolean;
  /** With every promise of each ticket. */
  promises?: boolean;
}

export function recordsQuery(form: string, shape: ListShape) {
  return infiniteQueryOptions({
    queryKey: ["records", form, shape],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/forms/{form}/records", {
          params: {
            path: { form },
            query: {
              ...shape,
              ...(pageParam
                ? { limit: NEXT_PAGE, cursor: pageParam }
                : { limit: PAGE, count: true }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Buttons of rules that the reader has on a record. */
export function buttonsQuery(form: string, id: string) {
  return queryOptions({
    queryKey: ["buttons", form, id],
    queryFn: ({ signal }) =>
      call(
        api.GET("/forms/{form}/records/{record_id}/buttons", {
          params: { path: { form, record_id: id } },
          signal,
        }),
      ),
  });
}

export function recordQuery(form: string, id: string) {
  return queryOptions({
    queryKey: ["record", form, id],
    queryFn: ({ signal }) =>
      call(
        api.GET("/forms/{form}/records/{record_id}", {
          params: { path: { form, record_id: id } },
          signal,
        }),
      ),
  });
}

export function flowQuery(form: string, id: string) {
  return queryOptions({
    queryKey: ["flow", form, id],
    queryFn: async ({ signal }): Promise<FlowState | null> =>
      (await call(
        api.GET("/forms/{form}/records/{record_id}/flow", {
          params: { path: { form, record_id: id } },
          signal,
        }),
      )) ?? null,
  });
}

export function activityQuery(form: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ["activity", form, id],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/forms/{form}/records/{record_id}/activity", {
          params: {
            path: { form, record_id: id },
            query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function dashboardQuery(key: string, filter?: string) {
  return queryOptions({
    queryKey: ["dashboard", key, filter ?? ""],
    queryFn: ({ signal }) =>
      call(
        api.GET("/dashboards/{key}", {
          params: { path: { key }, query: filter ? { filter } : {} },
          signal,
        }),
      ),
    placeholderData: (before) => before,
  });
}

/** First words of the keys of queries that show definitions: read again when something was published. */
export const DEFINITIONS = [
  "apps",
  "changes",
  "overview",
  "publication",
  "publications",
  "studio",
  "versions",
  "workspace",
] as const;

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: ({ signal }) => call(api.GET("/people", { signal })),
});

export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: ({ signal }) => call(api.GET("/departments", { signal })),
});

export const messagesQuery = infiniteQueryOptions({
  queryKey: ["messages"],
  queryFn: ({ signal, pageParam }) =>
    call(
      api.GET("/messages", {
        params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (last) => last.next ?? undefined,
});

/** One message with all of its text; a page of them has the beginnings of long ones. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ["message", id],
    queryFn: ({ signal }) =>
      call(api.GET("/messages/{message_id}", { params: { path: { message_id: id } }, signal })),
  });
}

/** What this person is told inside the product, newest first, with the number of those not read yet. */
export const notificationsQuery = infiniteQueryOptions({
  queryKey: ["notifications"],
  queryFn: ({ signal, pageParam }) =>
    call(
      api.GET("/notifications", {
        params: { query: { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) } },
        signal,
      }),
    ),
  initialPageParam: "",
  getNextPageParam: (last) => last.next ?? undefined,
});

export const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: ({ signal }) => call(api.GET("/notifications/preferences", { signal })),
});

export const waysQuery = queryOptions({
  queryKey: ["ways"],
  queryFn: async ({ signal }) => (await call(api.GET("/ways", { signal }))).items,
});

export const robotsQuery = queryOptions({
  queryKey: ["robots"],
  queryFn: ({ signal }) => call(api.GET("/robots", { signal })),
});

/** Groups that an app's rules may write to. */
function robotsOfApp(app: string) {
  return queryOptions({
    queryKey: ["robots", app],
    queryFn: async ({ signal }) =>
      (await call(api.GET("/apps/{app}/robots", { params: { path: { app } }, signal }))).items,
  });
}

export const quietHoursQuery = queryOptions({
  queryKey: ["quiet_hours"],
  queryFn: async ({ signal }) => (await call(api.GET("/quiet_hours", { signal }))).quiet ?? null,
});

const NOBODY: readonly { key: string; name: string }[] = [];

/** Everybody who works here, to choose from; nobody while that is not known or where one may not ask. */
export function usePeople(): readonly { key: string; name: string }[] {
  const { data } = useQuery({ ...peopleQuery, select: asChoices, retry: false });
  return data ?? NOBODY;
}

function asChoices({ items }: { items: readonly { id: string; name: string }[] }) {
  return items.map(({ id, name }) => ({ key: id, name }));
}

const NO_GROUPS: readonly { key: string; name: string; hint: string }[] = [];

/** Groups that an app's rules may write to, to choose from; none while that is not known or where one may not ask. */
export function useGroups(app: string): readonly { key: string; name: string; hint: string }[] {
  const { data } = useQuery({ ...robotsOfApp(app), select: asGroups, retry: false });
  return data ?? NO_GROUPS;
}

function asGroups(robots: readonly { key: string; name: string; kind_name: string }[]) {
  return robots.map(({ key, name, kind_name: hint }) => ({ key, name, hint }));
}

/** Names of colleagues by id, for pickers and for values of member fields. */
export function useColleagues() {
  return useQuery(peopleQuery);
}
