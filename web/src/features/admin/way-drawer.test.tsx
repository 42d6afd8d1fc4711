import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Way } from "../../api/types";

beforeAll(async () => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  await inEnglish(async () => Response.json([]));
  await import("./way-drawer");
}, 60_000);
afterEach(cleanup);

it("can be left without saving by a button beside the one that saves", async () => {
  const { WayDrawer } = await import("./way-drawer");
  const close = vi.fn();
  const way = { way: "sms", settings: null, secrets: {}, configured: false, changed_at: null };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <WayDrawer way={way as unknown as Way} onClose={close} />
      </App>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(close).toHaveBeenCalledOnce();
}, 30_000);
