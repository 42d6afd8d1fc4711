import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import type { Task } from "../../api/types";

const sent: { ids: string[]; comment?: string; versions?: Record<string, number> }[] = [];

beforeAll(async () => {
  await inEnglish(async (request: Request) => {
    if (request.method !== "POST") return Response.json({ items: [] });
    const body = await request.json();
    sent.push(body);
    return Response.json({ results: body.ids.map((id: string) => ({ id, ok: true })) });
  });
  await import("./task-bulk");
}, 60_000);
afterEach(cleanup);

const task = (id: string, version = 1) =>
  ({
    id,
    flow: "desk.flow",
    node: "check",
    type: "task",
    form: "desk.ticket",
    can: ["complete", "return", "transfer"],
    outcomes: [{ key: "good", name: "Good", reason: "required" }],
    returns: [{ node: "start", name: "Start" }],
    fields: { required: [] },
    record: { id: `r${id}`, number: `GD${id}`, title: "", version },
  }) as unknown as Task;

async function page() {
  const { TaskBulk } = await import("./task-bulk");
  const app = { key: "desk", name: "Desk", forms: [{ key: "desk.ticket", name: "T", fields: [] }] };
  const client = deskOf({ id: "p", name: "Ann" }, { apps: [app] });
  const whole = (selected: Task[]) => (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <TaskBulk selected={selected} onClear={() => undefined} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>
  );
  const { rerender } = render(whole([task("1"), task("2")]));
  return (selected: Task[]) => rerender(whole(selected));
}

it("keeps the dialog and its words when a colleague takes the selected tasks away", async () => {
  const show = await page();
  fireEvent.click(screen.getByRole("button", { name: /Good/ }));
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: "Checked twice" } });
  show([task("2", 5)]);
  show([]);
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("Checked twice");
  fireEvent.click(screen.getByRole("button", { name: "Good" }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    ids: ["1", "2"],
    comment: "Checked twice",
    versions: { "1": 1, "2": 1 },
  });
});

it("keeps the reason of a return, too", async () => {
  const show = await page();
  fireEvent.click(screen.getByRole("button", { name: /Return/ }));
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: "Not whole" } });
  show([]);
  expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("Not whole");
});
