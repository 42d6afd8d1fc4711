import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Looked } from "./records-behind";

let away = false;
let asked = 0;

beforeAll(async () => {
  await inEnglish(async () => {
    asked += 1;
    if (away) return Response.json({ status: 500, title: "No" }, { status: 500 });
    const columns = ["id", "number", "created_at"].map((key) => ({
      key,
      label: key,
      type: "text",
    }));
    return Response.json({ columns, rows: [["r1", "GD1", "2026-11-30T01:00:00Z"]], next: null });
  });
  await import("./records-behind");
}, 60_000);
afterEach(cleanup);

it("keeps the rows that are there when reading them again fails", async () => {
  const { RecordsBehind } = await import("./records-behind");
  const client = deskOf({ id: "p", name: "Ann" });
  const looked = { from: "cases", title: "Open" } as Looked;
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <RecordsBehind app="desk" looked={looked} onClose={() => undefined} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await screen.findByText("GD1");
  away = true;
  await act(() => client.invalidateQueries({ queryKey: ["dashboard"] }));
  await waitFor(() => expect(asked).toBe(2));
  screen.getByText("GD1");
  expect(screen.queryByRole("alert")).toBeNull();
});
