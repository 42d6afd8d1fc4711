import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Form } from "../../api/types";

const FORM = { key: "desk.ticket", case: true, views: [], fields: [] } as unknown as Form;
const URGENT = JSON.stringify([{ field: "urgency", op: "in", value: ["urgent"] }]);

beforeAll(async () => {
  await inEnglish(async () => Response.json({ items: [], sharing: { may: false, roles: [] } }));
  await import("./use-list");
}, 60_000);
afterEach(cleanup);

async function at(address: string) {
  const { useList } = await import("./use-list");
  const around = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter initialEntries={[address]}>{children}</MemoryRouter>
    </QueryClientProvider>
  );
  return renderHook(() => ({ list: useList(FORM), search: useLocation().search }), {
    wrapper: around,
  }).result;
}

it("clears conditions and words together, and leaves the order as it is", async () => {
  const shown = await at(`/?q=gateway&sort=number&filter=${encodeURIComponent(URGENT)}`);
  expect(shown.current.list).toMatchObject({ search: "gateway" });
  expect(shown.current.list.state.filters).toHaveLength(1);
  act(() => shown.current.list.clear());
  expect(shown.current.search).toBe("?sort=number");
  expect(shown.current.list).toMatchObject({ search: "", state: { filters: [] } });
});

it("keeps the words when a condition changes", async () => {
  const shown = await at("/?q=gateway");
  act(() => shown.current.list.change({ sort: "number" }));
  expect(shown.current.search).toBe("?q=gateway&sort=number");
});
