import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

let accept: string[] = [];

const effect = (field: string) => ({
  path: `forms.ticket.fields.${field}`,
  code: "effect_field_removed",
  message: `${field} goes`,
  accept: field,
  sample: [],
});
const changes = () => ({
  app: "desk",
  version: 3,
  count: accept.length,
  problems: [],
  running: null,
  scheduled: null,
  accept,
  changes: [
    {
      kind: "form",
      part: "forms",
      key: "ticket",
      label: "Ticket",
      change: "changed",
      details: [],
      effects: accept.map(effect),
    },
  ],
});

beforeAll(async () => {
  await inEnglish(async () => Response.json({ items: [] }));
  await import("./change-dialog");
}, 60_000);
beforeEach(() => {
  accept = ["phone"];
});
afterEach(cleanup);

it("asks anew where more stays behind than was accepted", async () => {
  const { ChangeDialog } = await import("./change-dialog");
  const client = deskOf({ id: "p", name: "Ann" });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <ChangeDialog
            app="desk"
            query={{ queryKey: ["changes", "desk"], queryFn: async () => changes() as never }}
            words={{
              title: () => "Changes",
              act: () => "Publish them",
              problems: () => "",
              done: "",
            }}
            start={() => new Promise(() => undefined)}
            onClose={() => undefined}
          />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const publish = await screen.findByRole<HTMLButtonElement>("button", { name: "Publish them" });
  const box = await screen.findByRole<HTMLInputElement>("checkbox");
  expect(publish.disabled).toBe(true);
  fireEvent.click(box);
  await waitFor(() => expect(publish.disabled).toBe(false));
  const again = () => act(() => client.invalidateQueries({ queryKey: ["changes"] }));
  await again();
  expect(publish.disabled).toBe(false);
  // A colleague publishes, or takes another field away: the list is read anew.
  accept = ["phone", "note"];
  await again();
  await waitFor(() => expect(box.checked).toBe(false));
  expect(publish.disabled).toBe(true);
  fireEvent.click(box);
  await waitFor(() => expect(publish.disabled).toBe(false));
});
