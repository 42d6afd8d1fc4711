import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, open, RULE, rested, server, TRIAL } from "./testing/rule-desk";

beforeAll(connect, 60_000);
beforeEach(() => {
  rested();
  window.localStorage.clear();
});
afterEach(cleanup);

const reading = () => document.querySelector(".rl-reads b")?.textContent;
const START = "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级。";

async function choose(slot: string | RegExp, option: string) {
  const [button] = await screen.findAllByRole("button", { name: slot });
  await userEvent.click(button as HTMLElement);
  await userEvent.click(await screen.findByRole("option", { name: new RegExp(`^${option}`) }));
}
const card = (n: number) => screen.getByRole("group", { name: new RegExp(`^第 ${n} 件事`) });

/** Each act of the editor, and how the rule reads afterwards. */
const ACTS: [string, () => Promise<void>, string][] = [
  [
    "another trigger",
    () => choose("什么事：新建", "停留太久"),
    "当服务工单的处理状态是（未填）满 24 小时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级。",
  ],
  [
    "another value",
    () => choose("紧急程度的值：非常紧急", "普通"),
    "当有服务工单新建时，如果紧急程度是普通，就用站内消息通知主管，再升级。",
  ],
  [
    "one more condition",
    () => choose("或者…", "客户邮箱"),
    "当有服务工单新建时，如果紧急程度是非常紧急，或者客户邮箱是（未填），就用站内消息通知主管，再升级。",
  ],
  [
    "no condition",
    async () => {
      await userEvent.click(screen.getByRole("button", { name: "去掉这个条件" }));
    },
    "当有服务工单新建时，就用站内消息通知主管，再升级。",
  ],
  [
    "one more action",
    () => choose("再做一件事", "写备注"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再写内部备注「」。",
  ],
  [
    "an action that waits",
    () => choose("什么时候做：立即", "等"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就1 小时后用站内消息通知主管，再升级。",
  ],
  [
    "other receivers",
    () => choose("给谁：主管", "处理人的主管"),
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知处理人的主管，再升级。",
  ],
  [
    "another order",
    async () => {
      fireEvent.keyDown(card(1), { key: "ArrowDown", altKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就升级，再用站内消息通知主管。",
  ],
  [
    "an action twice",
    async () => {
      fireEvent.keyDown(card(2), { key: "d", ctrlKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再升级。",
  ],
  [
    "a copy",
    async () => {
      fireEvent.keyDown(card(2), { key: "c", ctrlKey: true });
      fireEvent.keyDown(card(1), { key: "v", ctrlKey: true });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就用站内消息通知主管，再升级，再升级。",
  ],
  [
    "one action less",
    async () => {
      fireEvent.keyDown(card(1), { key: "Delete" });
    },
    "当有服务工单新建时，如果紧急程度是非常紧急，就升级。",
  ],
];

describe("the rule editor", { timeout: 30_000 }, () => {
  it.each(ACTS)("does, takes back and does again: %s", async (_name, act, after) => {
    await open();
    expect(reading()).toBe(START);
    await act();
    await waitFor(() => expect(reading()).toBe(after));
    fireEvent.click(screen.getByRole("button", { name: "撤销" }));
    await waitFor(() => expect(reading()).toBe(START));
    fireEvent.click(screen.getByRole("button", { name: "重做" }));
    await waitFor(() => expect(reading()).toBe(after));
  });

  it("saves by itself what was changed", async () => {
    await open();
    await choose("紧急程度的值：非常紧急", "普通");
    const save = () =>
      server.sent.find((each) => each.call === "PUT /definitions/rule/desk.critical/draft");
    await waitFor(() => expect(save()).toBeTruthy(), { timeout: 5000 });
    expect(save()?.body).toMatchObject({
      document: { ...RULE, if: { ...RULE.if, value: "normal" } },
    });
  });

  it("shows on a real record what would happen, and why not on others", async () => {
    await open();
    expect(await screen.findByText("会发出 1 条通知，给 张三")).toBeTruthy();
    expect(screen.getByText("非常紧急：GD1")).toBeTruthy();
    expect(screen.getByText("紧急程度是「普通」")).toBeTruthy();
    expect(screen.getByRole("img", { name: "会在 46 张记录上执行，其中 9 次在夜间" })).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "GD2" }));
    await waitFor(() =>
      expect(server.sent.at(-1)).toMatchObject({
        call: "POST /apps/desk/rules/try",
        body: { record: "r2", key: "critical" },
      }),
    );
  });

  it("shows a problem at its word, and leads there", async () => {
    server.problems = [
      {
        path: "rules.critical.then.0.to.role",
        kind: "rule",
        key: "critical",
        at: ["then", 0, "to", "role"],
        code: "role_unknown",
        message: "没有这个角色",
      },
    ];
    await open();
    await userEvent.click(screen.getByRole("button", { name: "去看" }));
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole("button", { name: "给谁：主管" })),
    );
  });

  it("says kindly when it cannot be tried", async () => {
    server.trial = {
      ...TRIAL,
      reason: "records_unreadable",
      text: "你没有查看记录的权限。",
      record: null,
      past: null,
    };
    await open();
    expect(await screen.findByText("你没有查看记录的权限。")).toBeTruthy();
  });

  it("switches a rule off from the list", async () => {
    await open();
    await userEvent.click(screen.getByRole("switch", { name: "停用「紧急通知」" }));
    await waitFor(() =>
      expect(
        server.sent.find(
          (each) => each.call === "POST /definitions/rule/desk.critical/draft/operations",
        )?.body,
      ).toEqual({
        version: 0,
        operations: [{ do: "change", element: "document", at: [], values: { enabled: false } }],
      }),
    );
    expect(screen.getByText("7 天执行 11 次")).toBeTruthy();
  });

  it("begins a new rule from a common one", async () => {
    await open();
    await userEvent.click(screen.getByRole("button", { name: "3 天没人跟进就提醒" }));
    const save = () =>
      server.sent.find((each) => each.call.startsWith("PUT /definitions/rule/desk.reminder"));
    await waitFor(() => expect(save()).toBeTruthy(), { timeout: 5000 });
    expect(save()?.body).toMatchObject({
      document: {
        when: { event: "dwell", form: "ticket", field: "status", value: "new" },
      },
    });
    expect(server.sent.map((each) => each.call)).not.toContain(
      "GET /definitions/rule/desk.reminder",
    );
  });
});
