import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { App } from "antd";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";

let count = 0;

beforeAll(async () => {
  await inEnglish(async () => Response.json({ app: "desk", count, changes: [], problems: [] }));
  await import("./publish-button");
}, 60_000);
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("comes to have something to publish when only a colleague has changed something", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const { PublishButton } = await import("./publish-button");
  render(
    <QueryClientProvider client={deskOf({ id: "p", name: "Ann" })}>
      <MemoryRouter>
        <App>
          <PublishButton app="desk" />
        </App>
      </MemoryRouter>
    </QueryClientProvider>,
  );
  const button = await screen.findByRole("button", { name: "All published" });
  count = 2;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(button.textContent).toMatch(/2/);
  expect(button).toHaveProperty("disabled", false);
});
