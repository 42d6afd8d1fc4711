import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";
import type { Way } from "../../api/types";

const sent: unknown[] = [];
/** What an answer to a save waits for. */
let wait: Promise<void> | null = null;
/** What is stored by now. */
let ways: unknown[] = [];

beforeAll(async () => {
  await inEnglish(async (request) => {
    if (request.method === "PUT") {
      sent.push(await request.clone().json());
      await wait;
    }
    return Response.json({ items: ways });
  });
  await import("./way-drawer");
}, 60_000);
afterEach(cleanup);

it("can be left without saving by a button beside the one that saves", async () => {
  const { WayDrawer } = await import("./way-drawer");
  const close = vi.fn();
  const way = { way: "sms", settings: null, secrets: {}, configured: false, changed_at: null };
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <WayDrawer way={way as unknown as Way} onClose={close} />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(close).toHaveBeenCalledOnce();
}, 30_000);

it("asks for the secret anew when the address leads to another host", async () => {
  const { WayDrawer } = await import("./way-drawer");
  const settings = { base_url: "https://qyapi.weixin.qq.com", corp_id: "ww1", agent_id: 7 };
  const way = {
    way: "wecom",
    settings,
    secrets: { secret: true },
    changed_at: "2026-11-30T00:00:00Z",
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <WayDrawer way={way as unknown as Way} onClose={vi.fn()} />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  const secret = screen.getByLabelText<HTMLInputElement>(/Secret/);
  const address = screen.getByDisplayValue("https://qyapi.weixin.qq.com");
  expect(secret.placeholder).toBe("Stored; leave empty to keep it");
  fireEvent.change(address, { target: { value: "https://QYAPI.weixin.qq.com:443/proxy" } });
  expect(secret.placeholder, "the same host").toBe("Stored; leave empty to keep it");
  fireEvent.change(address, { target: { value: "https://evil.example" } });
  expect([secret.placeholder, secret.getAttribute("aria-required")]).toEqual(["", "true"]);
  screen.getByText("Another host: enter it again");
  const saves = screen.getAllByRole("button", { name: "Save" });
  fireEvent.click(saves[saves.length - 1] as HTMLElement);
  expect(secret.getAttribute("aria-invalid")).toBe("true");
}, 30_000);

it("lets an address inside the house be unencrypted only when that is ticked", async () => {
  const { WayDrawer } = await import("./way-drawer");
  const way = {
    way: "sms",
    settings: { provider: "gateway", base_url: "http://127.0.0.1:8080", plain_http: true },
    secrets: {},
    configured: true,
    changed_at: "2026-11-30T00:00:00Z",
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <WayDrawer way={way as unknown as Way} onClose={vi.fn()} />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  const box = () => screen.queryByRole<HTMLInputElement>("checkbox", { name: /our own network/ });
  const address = screen.getByDisplayValue("http://127.0.0.1:8080");
  expect(box(), "this machine needs no word").toBeNull();
  fireEvent.change(address, { target: { value: "https://sms.example.com" } });
  expect(box()).toBeNull();
  fireEvent.change(address, { target: { value: "http://192.168.1.20:8080/send" } });
  expect(box()?.checked, "said of another address").toBe(false);
  const save = () => {
    const saves = screen.getAllByRole("button", { name: "Save" });
    fireEvent.click(saves[saves.length - 1] as HTMLElement);
  };
  fireEvent.click(box() as HTMLElement);
  save();
  await vi.waitFor(() => expect(sent[0]).toMatchObject({ plain_http: true }));
}, 30_000);

it("keeps a secret that is typed while the one before is saved", async () => {
  const { WayDrawer } = await import("./way-drawer");
  let arrive = () => {};
  wait = new Promise((done) => {
    arrive = done;
  });
  sent.length = 0;
  const settings = { base_url: "https://qyapi.weixin.qq.com", corp_id: "ww1", agent_id: 7 };
  const way = {
    way: "wecom",
    settings,
    secrets: { secret: true },
    changed_at: "2026-11-30T00:00Z",
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <WayDrawer way={way as unknown as Way} onClose={vi.fn()} />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  const secret = screen.getByLabelText<HTMLInputElement>(/Secret/);
  fireEvent.change(secret, { target: { value: "mistyped" } });
  fireEvent.submit(secret.form as HTMLFormElement);
  await waitFor(() => expect(sent).toHaveLength(1));
  fireEvent.change(secret, { target: { value: "right" } });
  arrive();
  await screen.findByText("Settings saved");
  expect(secret.value).toBe("right");
  fireEvent.submit(secret.form as HTMLFormElement);
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toMatchObject({ secret: "right" });
  await waitFor(() => expect(secret.value).toBe(""));
}, 30_000);

it("leaves alone what another administrator has changed since it was opened", async () => {
  const { WayDrawer } = await import("./way-drawer");
  wait = null;
  sent.length = 0;
  const settings = { base_url: "https://qyapi.weixin.qq.com", corp_id: "ww1", agent_id: 7 };
  const way = {
    way: "wecom",
    settings,
    secrets: { secret: true },
    changed_at: "2026-11-30T00:00Z",
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <WayDrawer way={way as unknown as Way} onClose={vi.fn()} />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  ways = [{ ...way, settings: { ...settings, base_url: "https://proxy.example", corp_id: "ww2" } }];
  const agent = screen.getByDisplayValue("7") as HTMLInputElement;
  fireEvent.change(agent, { target: { value: "8" } });
  fireEvent.submit(agent.form as HTMLFormElement);
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({ base_url: "https://proxy.example", corp_id: "ww2", agent_id: 8 });
  await screen.findByDisplayValue("ww2");
}, 30_000);
