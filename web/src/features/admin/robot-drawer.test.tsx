import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";

const first = {
  key: "group",
  name: "Night shift",
  kind: "wecom",
  kind_name: "WeCom",
  host: "qyapi.weixin.qq.com",
  keyword: "",
  language: "en",
  apps: null,
  other_host: false,
  plain_http: false,
  problem: null,
  secrets: {},
  used_by: [],
  changed_at: "2026-11-30T01:00:00Z",
};
let robot = { ...first };
const asked: string[] = [];

beforeAll(async () => {
  await inEnglish(async (request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    asked.push(call);
    if (call === "POST /robots/group/test") return Response.json({ state: "sent", answer: "ok" });
    if (call === "PUT /robots/group") {
      robot = { ...robot, name: "Day shift", changed_at: "2026-11-30T02:00:00Z" };
      return Response.json(robot);
    }
    const kind = { key: "wecom", name: "WeCom", help: "", example: "", hosts: [], signs: false };
    return Response.json({
      items: [robot],
      wanted: [],
      kinds: [{ ...kind, keywords: false }],
      apps: [],
    });
  });
  await import("./robots");
}, 60_000);
beforeEach(() => {
  robot = { ...first };
  asked.splice(0);
});
afterEach(cleanup);

it("says of a robot that was changed only what came of it since", async () => {
  const { RobotsPart } = await import("./robots");
  render(
    <QueryClientProvider client={deskOf({ id: "me", admin: true })}>
      {
        inRouter(
          <App>
            <RobotsPart />
          </App>,
        ).shown
      }
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: /Night shift/ }));
  fireEvent.click(await screen.findByRole("button", { name: "Send a trial" }));
  await screen.findByText(/It is in the group/);
  fireEvent.change(screen.getByLabelText(/^Name of the group/), { target: { value: "Day shift" } });
  fireEvent.click(screen.getAllByRole("button", { name: "Save" })[0] as HTMLElement);
  await waitFor(() => expect(asked).toContain("PUT /robots/group"));
  const again = screen.getByRole("button", { name: "Send a trial" }) as HTMLButtonElement;
  await waitFor(() => expect(again.disabled).toBe(false));
  expect(screen.queryByText(/It is in the group/)).toBeNull();
});
