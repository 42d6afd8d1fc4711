import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";
import type { Robot, Robots } from "../../api/types";

const asked: string[] = [];

beforeAll(async () => {
  await inEnglish(async (request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return Response.json({ state: "sent", answer: "0 ok" });
  });
  await import("./robot-drawer");
}, 60_000);
afterEach(cleanup);

const ROBOT = {
  key: "desk",
  name: "Desk",
  kind: "wecom",
  kind_name: "WeCom",
  host: "qyapi.weixin.qq.com",
  keyword: "",
  language: "en",
  apps: null,
  other_host: false,
  plain_http: false,
  secrets: { webhook: true },
  changed_at: "2026-11-30T00:00:00Z",
  problem: null,
  used_by: [],
} as unknown as Robot;
const KIND = { key: "wecom", name: "WeCom", help: "", example: "", signs: false, keywords: false };
const ROBOTS = {
  items: [ROBOT],
  wanted: [],
  apps: [],
  kinds: [{ ...KIND, hosts: ["qyapi.weixin.qq.com"] }],
} as unknown as Robots;

it("writes one trial into the group for a double click, however fast the provider answers", async () => {
  const { RobotDrawer } = await import("./robot-drawer");
  render(
    <QueryClientProvider client={new QueryClient()}>
      {
        inRouter(
          <App>
            <RobotDrawer
              robots={ROBOTS}
              robot={ROBOT}
              wanted=""
              onSaved={vi.fn()}
              onClose={vi.fn()}
            />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Send a trial" }), { detail: 1 });
  await screen.findByText("It is in the group. The provider said: 0 ok");
  fireEvent.click(screen.getByRole("button", { name: "Send a trial" }), { detail: 2 });
  await new Promise((go) => setTimeout(go, 0));
  expect(asked.filter((each) => each.startsWith("POST"))).toEqual([
    "POST /api/v1/robots/desk/test",
  ]);
}, 30_000);
