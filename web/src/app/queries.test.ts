// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { standInForServer } from "../../tests/browser";

let signedIn = "wang";
const reload = vi.fn();
const tokens: (string | null)[] = [];

beforeAll(async () => {
  standInForServer(async (request: Request) => {
    if (request.method !== "GET") tokens.push(request.headers.get("X-CSRF-Token"));
    return Response.json({ person: { id: signedIn }, csrf_token: `of ${signedIn}` });
  });
  vi.stubGlobal("location", { ...window.location, reload });
  await import("./queries");
});

beforeEach(() => {
  signedIn = "wang";
  tokens.length = 0;
  reload.mockClear();
});

it("begins the page anew when another tab has signed in as somebody else", async () => {
  const { createQueries, workspaceQuery } = await import("./queries");
  const { api } = await import("../api/client");
  const queries = createQueries();
  await queries.fetchQuery(workspaceQuery);
  signedIn = "li";
  void queries.invalidateQueries({ queryKey: workspaceQuery.queryKey, refetchType: "all" });
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  // What the first one wrote is neither shown to the second, nor sent in their name.
  expect(queries.getQueryData(workspaceQuery.queryKey)?.person.id).toBe("wang");
  await api.DELETE("/session");
  expect(tokens).toEqual(["of wang"]);
});

it("goes on when the same person is still signed in, or nobody was", async () => {
  const { createQueries, workspaceQuery } = await import("./queries");
  const queries = createQueries();
  await queries.fetchQuery(workspaceQuery);
  await queries.fetchQuery({ ...workspaceQuery, staleTime: 0 });
  queries.removeQueries();
  signedIn = "li";
  expect((await queries.fetchQuery(workspaceQuery)).person.id).toBe("li");
  expect(reload).not.toHaveBeenCalled();
});
