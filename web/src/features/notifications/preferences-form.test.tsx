import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

interface Kept {
  ways: Record<string, boolean>;
  quiet: { from: string; to: string } | null;
}
/** What the server has; another tab may change it. */
let kept: Kept = { ways: {}, quiet: null };
let broken = false;

const told = () => ({
  ways: Object.entries(kept.ways).map(([way, wanted]) => ({
    way,
    wanted,
    fixed: false,
    reachable: true,
  })),
  quiet: kept.quiet,
  organization_quiet: null,
});

beforeAll(async () => {
  await inEnglish(async (request) => {
    if (broken) return Response.json({ detail: "No." }, { status: 500 });
    if (request.method === "PUT") kept = (await request.json()) as Kept;
    return Response.json(told());
  });
  await import("./preferences-form");
}, 60_000);
beforeEach(() => {
  kept = { ways: { mail: true, wecom: true }, quiet: null };
  broken = false;
});
afterEach(cleanup);

async function open(known?: object) {
  const { PreferencesForm } = await import("./preferences-form");
  const client = deskOf({ id: "me" });
  client.setQueryDefaults(["preferences"], { staleTime: Number.POSITIVE_INFINITY });
  if (known) client.setQueryData(["preferences"], known);
  const close = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <App>
          <PreferencesForm onDone={close} />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return close;
}

it("keeps what another tab has saved meanwhile", async () => {
  const close = await open();
  fireEvent.click(await screen.findByRole("checkbox", { name: /Mail/ }));
  kept = { ways: { mail: true, wecom: false }, quiet: { from: "21:00", to: "07:00" } };
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(kept).toEqual({
    ways: { mail: false, wecom: false },
    quiet: { from: "21:00", to: "07:00" },
  });
});

it("saves what was chosen here over what another tab has saved", async () => {
  const close = await open();
  fireEvent.click(await screen.findByRole("checkbox", { name: "My quiet hours" }));
  kept = { ...kept, quiet: { from: "21:00", to: "07:00" } };
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(kept.quiet).toEqual({ from: "22:00", to: "08:00" });
});

it("shows what another tab saved before it was opened here", async () => {
  const before = told();
  kept = { ways: { mail: false, wecom: true }, quiet: null };
  await open(before);
  const mail = (await screen.findByRole("checkbox", { name: /Mail/ })) as HTMLInputElement;
  expect(mail.checked).toBe(false);
});

it("shows what is known where it cannot be read again", async () => {
  const before = told();
  broken = true;
  await open(before);
  await screen.findByRole("checkbox", { name: /Mail/ });
});
