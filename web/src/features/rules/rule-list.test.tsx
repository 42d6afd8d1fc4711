import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, open, rested, server } from "./testing/rule-desk";

const DRAFT = "PUT /definitions/rule/desk.critical/draft";
/** Asked again before the dialog opens. */
const CHANGES = "GET /apps/desk/changes";
const calls = () => server.sent.map((each) => each.call);
const refused = () => Response.json({ code: "too_large", detail: "太大了" }, { status: 422 });

/** Changes the rule; the server takes it or not. */
async function change() {
  const card = await screen.findByRole("group", { name: /^第 1 件事/ });
  fireEvent.keyDown(card, { key: "Delete" });
}

async function fromMenu(item: string) {
  await userEvent.click(screen.getByRole("button", { name: "「紧急通知」的更多操作" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

beforeAll(connect, 60_000);
beforeEach(() => {
  rested();
  window.localStorage.clear();
});
afterEach(cleanup);

describe("with a change that cannot be saved", { timeout: 30_000 }, () => {
  const ACTS: [string, () => Promise<void>, string][] = [
    ["publishing", () => userEvent.click(screen.getByRole("button", { name: /^发布/ })), CHANGES],
    [
      "switching it off",
      () => userEvent.click(screen.getByRole("switch", { name: "停用「紧急通知」" })),
      "POST /definitions/rule/desk.critical/draft/operations",
    ],
    ["removing it", () => fromMenu("删除"), "DELETE /definitions/rule/desk.critical"],
  ];

  it.each(ACTS)("%s is not done without it, which is said", async (_act, act, call) => {
    await open();
    server.instead[DRAFT] = refused;
    await change();
    const before = calls().filter((each) => each === call).length;
    await act();
    expect(await screen.findByText("「紧急通知」里有改动还没有保存")).toBeTruthy();
    expect(calls()).toContain(DRAFT);
    expect(calls().filter((each) => each === call)).toHaveLength(before);
  });

  it.each(ACTS)("%s is done as soon as it is saved", async (_act, act, call) => {
    await open();
    await change();
    await act();
    if (call === CHANGES) await screen.findByRole("dialog");
    else await waitFor(() => expect(calls()).toContain(call));
    expect(calls().indexOf(DRAFT)).toBeGreaterThan(-1);
    expect(screen.queryByText("「紧急通知」里有改动还没有保存")).toBeNull();
  });
});

describe("removing a rule", { timeout: 30_000 }, () => {
  it("names the draft that was looked at, so that a colleague's newer one stays", async () => {
    await open();
    await change();
    await waitFor(() => expect(calls()).toContain(DRAFT), { timeout: 5000 });
    const detail = "别人刚保存了草稿，您的修改没有保存。";
    server.instead["DELETE /definitions/rule/desk.critical"] = () =>
      Response.json({ code: "draft_stale", detail }, { status: 409 });
    await fromMenu("删除");
    expect(await screen.findByText(detail)).toBeTruthy();
    const removal = server.sent.find((each) => each.call.startsWith("DELETE"));
    expect(removal?.query).toBe("?version=1");
    expect(screen.getByText("读起来是：")).toBeTruthy();
  });

  it("forgets it: who makes one of the same name begins anew", async () => {
    await open();
    const { openWork } = await import("../../designer/open-work");
    const work = () => openWork("me", { app: "desk", kind: "rule", name: "critical" });
    expect(work()?.getState().document.name).toBe("紧急通知");
    server.instead["DELETE /definitions/rule/desk.critical"] = () => {
      server.instead["GET /apps/desk/definitions"] = () =>
        Response.json({ app: "desk", name: "客户服务", parts: [] });
      return Response.json({ version: 0, problems: [], inverses: [] });
    };
    await fromMenu("删除");
    await waitFor(() => expect(screen.queryByText("读起来是：")).toBeNull());
    expect(work()).toBeUndefined();
  });
});
