import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "antd";
import { Suspense } from "react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { standInForParts, standInForServer } from "../../../tests/browser";
import { speak } from "../../designer/inputs/testing";

/** People as this page was shown them; the server may know more by now. */
const PEOPLE = [
  { id: "li", name: "李雷", active: true, roles: ["desk.agent", "desk.lead"], teams: [] },
  { id: "han", name: "韩梅梅", active: true, roles: ["desk.lead"], teams: [] },
];
let sent: { call: string; body: unknown }[];

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace("/api/v1", "");
  if (request.method !== "GET")
    sent.push({ call: `${request.method} ${path}`, body: JSON.parse(await request.text()) });
  if (path === "/people")
    return Response.json({ items: PEOPLE, roles: [], teams: [], mail: false });
  const person = { id: "me", name: "张三", admin: true, system_roles: [] };
  if (path === "/workspace") return Response.json({ person, csrf_token: "x", apps: [] });
  return Response.json({});
}

beforeAll(async () => {
  await speak("zh-CN");
  standInForServer(answer);
  standInForParts();
}, 60_000);
beforeEach(() => {
  sent = [];
});
afterEach(cleanup);

const AGENT = {
  kind: "role",
  key: "agent",
  label: "客服",
  state: "live" as const,
  liveVersion: 1,
  problems: 0,
  document: {},
};

async function open() {
  const { Members } = await import("./members");
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App>
        <MemoryRouter>
          <Suspense>
            <Members app="desk" part={AGENT} />
          </Suspense>
        </MemoryRouter>
      </App>
    </QueryClientProvider>,
  );
  await screen.findByText("李雷", undefined, { timeout: 10_000 });
}

it("takes somebody out of this role alone: what else they are is not said", async () => {
  await open();
  await userEvent.click(screen.getByRole("button", { name: "移出李雷" }));
  await waitFor(() =>
    expect(sent).toEqual([{ call: "PATCH /people/li", body: { leave_roles: ["desk.agent"] } }]),
  );
}, 30_000);

it("takes somebody into this role alone", async () => {
  await open();
  await userEvent.click(screen.getByRole("combobox"));
  await userEvent.click(await screen.findByTitle("韩梅梅"));
  await waitFor(() =>
    expect(sent).toEqual([{ call: "PATCH /people/han", body: { join_roles: ["desk.agent"] } }]),
  );
}, 30_000);
