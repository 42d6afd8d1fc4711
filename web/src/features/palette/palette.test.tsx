import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Command } from "../../app/commands";

const claim = vi.fn();
const save = vi.fn();

beforeAll(async () => {
  await inEnglish(async () => Response.json({ groups: [] }));
  await Promise.all([import("./palette"), import("../../app/commands")]);
}, 60_000);
beforeEach(() => {
  claim.mockClear();
  save.mockClear();
});
afterEach(cleanup);

const command = (id: string, name: string, run: () => void): Command => ({
  id,
  name,
  group: "here",
  icon: "check",
  run,
});

it("does what is typed, however soon Enter follows", async () => {
  const { Palette } = await import("./palette");
  const { useCommands } = await import("../../app/commands");
  const queries = new QueryClient();
  queries.setQueryData(["workspace"], { person: { id: "me", name: "Me" }, apps: [] });
  function Desk() {
    useCommands([command("claim", "Claim", claim), command("save", "Save fields", save)]);
    return null;
  }
  const { rerender } = render(<Desk />);
  rerender(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <Desk />
        <Palette />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const line = screen.getByRole("combobox");
  // As a browser does it: no pause for what is drawn later.
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value") ?? {};
  set?.call(line, "save");
  line.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await Promise.resolve();
  line.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await vi.waitFor(() => expect(claim.mock.calls.length + save.mock.calls.length).toBe(1));
  expect(save).toHaveBeenCalledOnce();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
});
