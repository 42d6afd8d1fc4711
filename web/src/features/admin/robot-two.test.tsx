import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { App } from "antd";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { deskOf } from "../../../tests/desk";
import { inEnglish } from "../../../tests/in-english";
import { inRouter } from "../../../tests/in-router";

const FIRST = {
  key: "group",
  name: "Night shift",
  kind: "dingtalk",
  kind_name: "DingTalk",
  host: "oapi.dingtalk.com",
  keyword: "notice",
  language: "en",
  apps: null as string[] | null,
  other_host: false,
  plain_http: false,
  problem: null,
  secrets: { webhook: true, secret: true },
  used_by: [],
  changed_at: "2026-11-30T01:00:00Z",
};
const KIND = { key: "dingtalk", name: "DingTalk", help: "", example: "", hosts: [] };
const ADDRESS = "https://oapi.dingtalk.com/robot/send?access_token=1";

/** What is stored. */
let items: (typeof FIRST)[] = [];
const sent: { call: string; body: Record<string, unknown> }[] = [];
/** What an answer waits for. */
let wait: Promise<void> | null = null;

beforeAll(async () => {
  await inEnglish(async (request) => {
    const call = `${request.method} ${new URL(request.url).pathname.replace("/api/v1", "")}`;
    if (call === "GET /robots") {
      const kinds = [{ ...KIND, signs: true, keywords: true }];
      return Response.json({ items, wanted: [], kinds, apps: [] });
    }
    const body = await request.json();
    sent.push({ call, body });
    await wait;
    const before = items[0] ?? FIRST;
    const { webhook: _webhook, secret, ...shown } = body;
    const signed = secret === undefined ? before.secrets.secret : Boolean(secret);
    items = [{ ...before, ...shown, secrets: { webhook: true, secret: signed } }];
    return Response.json(items[0]);
  });
  await import("./robots");
}, 60_000);
beforeEach(() => {
  items = [{ ...FIRST }];
  sent.length = 0;
  wait = null;
});
afterEach(cleanup);

async function show() {
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
}
const open = async () =>
  fireEvent.click(await screen.findByRole("button", { name: /Night shift/ }));
const field = (label: RegExp) => screen.findByLabelText<HTMLInputElement>(label);
const write = async (label: RegExp, value: string) =>
  fireEvent.change(await field(label), { target: { value } });
const save = () => fireEvent.click(screen.getAllByRole("button", { name: "Save" })[0] as Element);

/** The next save is on its way until the function that this gives is called. */
function holdBack(): () => void {
  let arrive = () => {};
  wait = new Promise((done) => {
    arrive = done;
  });
  return arrive;
}

it("leaves alone what another administrator has changed since it was opened", async () => {
  await show();
  await open();
  await field(/^Name of the group/);
  items = [{ ...FIRST, keyword: "alarm", apps: ["desk"] }];
  await write(/^Name of the group/, "Day shift");
  save();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toMatchObject({ name: "Day shift", keyword: "alarm", apps: ["desk"] });
  await waitFor(async () => expect((await field(/^Keyword/)).value).toBe("alarm"));
}, 30_000);

it("keeps what is typed while it is saved, secrets too", async () => {
  await show();
  await open();
  const arrive = holdBack();
  await write(/^Name of the group/, "Day shift");
  save();
  await waitFor(() => expect(sent).toHaveLength(1));
  await write(/^Name of the group/, "Late shift");
  await write(/^Signing secret/, "SEC2");
  arrive();
  await screen.findByText("Saved");
  expect((await field(/^Name of the group/)).value).toBe("Late shift");
  expect((await field(/^Signing secret/)).value).toBe("SEC2");
  save();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.body).toMatchObject({ name: "Late shift", secret: "SEC2" });
}, 30_000);

it("keeps what is typed while a new one is connected", async () => {
  items = [];
  await show();
  fireEvent.click(await screen.findByRole("button", { name: "Connect a robot" }));
  const arrive = holdBack();
  await write(/^Webhook/, ADDRESS);
  await write(/^Name of the group/, "Day shift");
  save();
  await waitFor(() => expect(sent).toHaveLength(1));
  await write(/^Keyword/, "alarm");
  arrive();
  await screen.findByRole("button", { name: "Disconnect" });
  expect((await field(/^Keyword/)).value).toBe("alarm");
  save();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.call).toBe("PUT /robots/group");
  expect(sent[1]?.body).toMatchObject({ name: "Day shift", keyword: "alarm" });
  expect(Object.keys(sent[1]?.body ?? {})).not.toContain("webhook");
}, 30_000);

it("can sign no more, and says so once only", async () => {
  await show();
  await open();
  fireEvent.click(await screen.findByRole("checkbox", { name: "Sign no more" }));
  save();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(Object.keys(sent[0]?.body ?? {})).toContain("secret");
  expect(sent[0]?.body.secret).toBeFalsy();
  await waitFor(() => expect(screen.queryByRole("checkbox")).toBeNull());
  await write(/^Name of the group/, "Day shift");
  save();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(Object.keys(sent[1]?.body ?? {})).not.toContain("secret");
}, 30_000);
