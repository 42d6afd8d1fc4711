import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ActionList } from "./action-list";
import { actionsText } from "./action-text";
import { type Duration, DurationInput, durationText } from "./duration-input";
import { type Act, copyLine } from "./list-acts";
import type { ActionLine, LocalText } from "./model";
import { type People, PeopleInput, peopleText } from "./people-input";
import { ACTIONS, AROUND, TICKET } from "./sample";
import { pieces, templateText, variablesOf, withText } from "./template";
import { TemplateInput } from "./template-input";
import { hold, speak } from "./testing";

beforeAll(() => speak("zh-CN"), 60_000);
afterEach(cleanup);

async function choose(slot: string | RegExp, option: string | RegExp) {
  const user = userEvent.setup();
  const [button] = await screen.findAllByRole("button", { name: slot });
  await user.click(button as HTMLElement);
  const name = typeof option === "string" ? new RegExp(`^${option}`) : option;
  await user.click(await screen.findByRole("option", { name }));
}
/** The actions of the shipped blueprint. */
const NOTIFY: ActionLine = {
  action: "notify",
  to: { role: "supervisor" },
  via: ["sms", "wecom", "inapp"],
  text: "非常紧急：{{number}} {{customer_name}}",
};
const SURVEY: ActionLine = {
  action: "send_survey",
  survey: "csat",
  to: { field: "customer_email" },
  delay: { hours: 1 },
  if_still: { field: "status", op: "in", value: ["solved", "closed"] },
};
const ESCALATE: ActionLine = { action: "escalate", cc: { role: "supervisor" } };
const SAYING = () => ({ form: TICKET, around: AROUND, t: i18next.t, language: i18next.language });

describe("people", () => {
  const all: People[] = [
    { role: "supervisor" },
    { team: "tech" },
    { field: "customer_email" },
    { assignee: true },
    { manager: true },
    { person: "0190a000-0000-7000-8000-000000000001" },
  ];
  it("are said and chosen, each sort", async () => {
    const names = ["主管", "技术支持组", "客户邮箱", "处理人", "处理人的主管", "张三"];
    expect(all.map((each) => peopleText(each, TICKET, AROUND, i18next.t))).toEqual(names);
    const seen = hold<People | undefined>(undefined, (value, put) => (
      <PeopleInput value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    await choose(/^给谁/, "主管");
    await choose("给谁：主管", "处理人的主管");
    await choose("给谁：处理人的主管", /^张三/);
    expect(seen).toEqual([{ role: "supervisor" }, { manager: true }, all[5]]);
  });

  it("who are gone are still shown", () => {
    hold<People | undefined>({ role: "gone" }, (value, put) => (
      <PeopleInput value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    expect(screen.getByRole("button", { name: "给谁：gone" }).className).toContain("has-problem");
  });
});

describe("a duration", () => {
  it("keeps what is not touched", async () => {
    const seen = hold<Duration>({ hours: 24, time: "wall" }, (value, put) => (
      <DurationInput value={value} calendars={AROUND.calendars ?? []} onChange={put} />
    ));
    const user = userEvent.setup();
    const box = screen.getByRole("textbox");
    await user.clear(box);
    await user.type(box, "2");
    await user.tab();
    expect(seen.at(-1)).toEqual({ hours: 2, time: "wall" });
    await choose("单位：小时", "天");
    expect(seen.at(-1)).toEqual({ days: 2, time: "wall" });
    await choose("怎么算：自然时间", "工作时间");
    expect(seen.at(-1)).toEqual({ days: 2, time: "working", calendar: "office" });
    await choose(/^怎么算/, "自然时间");
    expect(seen.at(-1)).toEqual({ days: 2, time: "wall" });
  });

  it("reads in both languages", async () => {
    const two = { hours: 2, time: "working", calendar: "office" } as const;
    expect(durationText({ days: 1, hours: 2 }, i18next.t)).toBe("1 天 2 小时");
    expect(durationText(two, i18next.t, AROUND.calendars)).toBe("2 小时（工作时间）");
    await i18next.changeLanguage("en");
    expect(durationText({ hours: 1 }, i18next.t)).toBe("1 hour");
    expect(durationText(two, i18next.t, AROUND.calendars)).toBe("2 hours of working time");
    await i18next.changeLanguage("zh-CN");
  });
});

describe("a template", () => {
  const text = "您的工单 {{number}} 已受理，\n预计 {{case.resolution_due}} 前完成。";
  it("shows its places by name and gives back the text", async () => {
    const seen = hold<LocalText | undefined>(text, (value, put) => (
      <TemplateInput
        label="写什么"
        lines
        value={value}
        form={TICKET}
        around={AROUND}
        onChange={put}
      />
    ));
    const box = screen.getByRole("textbox", { name: "写什么" });
    expect([...box.querySelectorAll(".di-chip")].map((each) => each.textContent)).toEqual([
      "单号",
      "预计完成时间",
    ]);
    fireEvent.blur(box);
    expect(seen).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "客户姓名" }));
    expect(seen).toEqual([`${text}{{customer_name}}`]);
    fireEvent.paste(box, { clipboardData: { getData: () => "！\r\n谢谢" } });
    fireEvent.blur(box);
    expect(seen.at(-1)).toBe(`${text}{{customer_name}}！\n谢谢`);
  });

  it("has a place for the caret before each chip, which belongs to no text", () => {
    const seen = hold<LocalText | undefined>("{{number}}{{customer_name}} 您好", (value, put) => (
      <TemplateInput label="写什么" value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    const box = screen.getByRole("textbox", { name: "写什么" });
    for (const chip of box.querySelectorAll(".di-chip")) {
      expect(chip.previousSibling?.nodeType).toBe(Node.TEXT_NODE);
    }
    fireEvent.blur(box);
    expect(seen).toEqual([]);
    const start = box.firstChild as Text;
    start.data = `关于 ${start.data}`;
    fireEvent.input(box);
    fireEvent.blur(box);
    expect(seen).toEqual(["关于 {{number}}{{customer_name}} 您好"]);
  });

  it("puts the caret beside a chip, never into it, and never touches the page around it", () => {
    const seen = hold<LocalText | undefined>("前{{number}}后", (value, put) => (
      <TemplateInput label="写什么" value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    const page = window.document.body.textContent;
    const box = screen.getByRole("textbox", { name: "写什么" });
    const selection = window.getSelection() as Selection;
    const chip = box.querySelector(".di-chip") as HTMLElement;
    fireEvent.mouseDown(chip, { clientX: 5 });
    expect([selection.anchorNode, selection.anchorOffset]).toEqual([box, 2]);
    fireEvent.keyDown(box, { key: "a", ctrlKey: true });
    expect([selection.anchorNode, selection.focusNode]).toEqual([box, box]);
    // As it was after a click on a chip: all of the page was selected, and what was pasted took its place.
    selection.selectAllChildren(window.document.body);
    fireEvent.paste(box, { clipboardData: { getData: () => "！" } });
    expect(window.document.body.textContent).toBe(page?.replace("后", "后！"));
    selection.setPosition(chip.firstChild, 1);
    fireEvent.paste(box, { clipboardData: { getData: () => "，" } });
    fireEvent.blur(box);
    expect(seen.at(-1)).toBe("前{{number}}，后！");
  });

  it("gives places away by their names, and no key is spent on what is not there", () => {
    hold<LocalText | undefined>("{{number}}{{customer_name}}乙", (value, put) => (
      <TemplateInput label="写什么" value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    const box = screen.getByRole("textbox", { name: "写什么" });
    const selection = window.getSelection() as Selection;
    selection.selectAllChildren(box);
    const taken: string[] = [];
    fireEvent.copy(box, {
      clipboardData: { setData: (_: string, text: string) => taken.push(text) },
    });
    expect(taken).toEqual(["{{number}}{{customer_name}}乙"]);
    const between = box.childNodes[2] as Text;
    selection.setPosition(between, 1);
    fireEvent.keyDown(box, { key: "Backspace" });
    expect([selection.focusNode, selection.focusOffset]).toEqual([between, 0]);
    fireEvent.keyDown(box, { key: "ArrowRight" });
    expect([selection.focusNode, selection.focusOffset]).toEqual([between, 1]);
  });

  it("leads the caret out of a place at the end, where what is typed would be lost", () => {
    hold<LocalText | undefined>("单号 {{number}}", (value, put) => (
      <TemplateInput label="写什么" value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    const box = screen.getByRole("textbox", { name: "写什么" });
    const place = box.querySelector("[data-name=number]") as HTMLElement;
    const selection = window.getSelection() as Selection;
    for (const [offset, before] of [
      [0, true],
      [2, false],
    ] as const) {
      selection.setPosition(place.firstChild, offset);
      fireEvent.keyDown(box, { key: "a" });
      expect(selection.focusNode).toBe(box);
      const children = [...box.childNodes];
      expect(selection.focusOffset).toBe(children.indexOf(place) + (before ? 0 : 1));
    }
    selection.setPosition(place.firstChild, 2);
    fireEvent.mouseUp(box);
    expect(selection.focusNode, "a click below the text").toBe(box);
  });

  it("has a text for each language once a second is written", async () => {
    expect(withText("您好", "zh-CN", "你好", "zh-CN")).toBe("你好");
    expect(withText("您好", "en", "Hello", "zh-CN")).toEqual({ "zh-CN": "您好", en: "Hello" });
    expect(withText({ "zh-CN": "您好", en: "Hello" }, "en", "", "zh-CN")).toEqual({
      "zh-CN": "您好",
    });
    const seen = hold<LocalText | undefined>({ "zh-CN": "您好", en: "Hello" }, (value, put) => (
      <TemplateInput label="写什么" value={value} form={TICKET} around={AROUND} onChange={put} />
    ));
    await userEvent.click(screen.getByRole("button", { name: "英" }));
    const box = screen.getByRole("textbox", { name: "写什么（英文）" });
    expect(box.textContent).toBe("Hello");
    box.textContent = "Hi";
    fireEvent.input(box);
    fireEvent.blur(box);
    expect(seen).toEqual([{ "zh-CN": "您好", en: "Hi" }]);
  });

  it("is read by name", () => {
    expect(pieces("a {{ number }}")).toEqual([{ text: "a " }, { name: "number" }]);
    expect(
      templateText("{{number}} {{gone}}", variablesOf(TICKET, AROUND, i18next.t), "zh-CN"),
    ).toBe("「单号」 「gone」");
    expect(templateText("{{number}}", variablesOf(TICKET, AROUND, i18next.t), "en")).toBe("“单号”");
  });
});

describe("a list of actions", () => {
  const all: ActionLine[] = [
    NOTIFY,
    SURVEY,
    ESCALATE,
    { action: "assign", to: { team: "tech" } },
    {
      action: "set_fields",
      set: { urgency: "urgent", assignee: { actor: true }, customer_name: null },
    },
    { action: "comment", text: "已处理 {{number}}", visibility: "internal" },
    { action: "start_flow", flow: "ticket_flow" },
  ];
  function list(first: ActionLine[]) {
    const acts: Act[] = [];
    const seen = hold<ActionLine[]>(first, (value, put) => (
      <ActionList
        form={TICKET}
        around={AROUND}
        kinds={ACTIONS}
        delays
        value={value}
        onChange={(next, act) => {
          acts.push(act);
          put(next);
        }}
      />
    ));
    return { seen, acts, last: () => seen.at(-1) };
  }
  const card = (n: number) => screen.getByRole("group", { name: new RegExp(`^第 ${n} 件事`) });

  it("reads as one sentence", () => {
    expect(actionsText([NOTIFY], ACTIONS, SAYING())).toBe("用短信、企业微信和站内消息通知主管");
    expect(actionsText([ESCALATE, SURVEY], ACTIONS, SAYING())).toBe(
      "升级，并抄送主管，再1 小时后把「满意度」问卷发给客户邮箱（到时处理状态是 已解决、已关闭 之一才做）",
    );
    expect(actionsText(all, ACTIONS, SAYING())).not.toContain("inputs.");
  });

  it("shows every action of the library without changing it", () => {
    const { seen } = list(all);
    expect(screen.getAllByRole("group", { name: /^第 \d+ 件事/ })).toHaveLength(all.length);
    expect(document.body.textContent).not.toContain("inputs.");
    expect(document.querySelector(".has-problem")).toBeNull();
    expect(seen).toEqual([]);
  });

  it("shows of a message what is sent: the template's words, one's own where it has none", () => {
    const document = {
      mail: {
        subject: { "zh-CN": "已受理 {{number}}", en: "Received {{number}}" },
        text: "会尽快处理",
      },
      inapp: { title: "新工单", text: "请看" },
    };
    const around = { ...AROUND, templates: [{ key: "ack", name: "受理", document }] };
    const shown = (line: ActionLine) => {
      cleanup();
      hold<ActionLine[]>([line], (value, put) => (
        <ActionList form={TICKET} around={around} kinds={ACTIONS} value={value} onChange={put} />
      ));
      return {
        sent: screen.queryAllByRole("figure").map((each) => each.textContent),
        own: [...window.document.querySelectorAll(".di-field:not(.di-sent) > .di-label")].map(
          (each) => each.textContent,
        ),
      };
    };
    const own = { action: "notify", to: { role: "supervisor" }, subject: "自己的", text: "自己写" };
    expect(shown({ ...own, via: ["mail"] })).toEqual({ sent: [], own: ["标题", "写什么"] });
    expect(shown({ ...own, via: ["mail"], template: "ack" })).toEqual({
      sent: ["邮件按模板发送已受理 「单号」会尽快处理"],
      own: [],
    });
    expect(shown({ ...own, via: ["wecom", "inapp", "sms"], template: "ack" })).toEqual({
      sent: ["企业微信、站内消息按模板发送新工单请看"],
      own: ["模板没有写到的方式，写什么"],
    });
  });

  it("takes a key that is held for one press, except to move", () => {
    copyLine(NOTIFY);
    const { acts } = list([NOTIFY, ESCALATE, SURVEY]);
    for (const held of [
      { key: "Delete" },
      { key: "Backspace" },
      { key: "d", ctrlKey: true },
      { key: "v", ctrlKey: true },
    ])
      expect(fireEvent.keyDown(card(1), { ...held, repeat: true }), held.key).toBe(false);
    expect(acts).toEqual([]);
    fireEvent.keyDown(card(1), { key: "ArrowDown", altKey: true, repeat: true });
    expect(acts.map((act) => act.do)).toEqual(["move"]);
  });

  it("gets lines, and each act is told", async () => {
    const { acts, last } = list([]);
    await choose("做一件事", "升级");
    await choose("再做一件事", "通知");
    await choose("先等一会儿，再做", "发满意度问卷");
    expect(last()).toEqual([
      { action: "escalate" },
      { action: "notify", via: ["inapp"] },
      {
        action: "send_survey",
        survey: "csat",
        to: { field: "customer_email" },
        delay: { hours: 1 },
      },
    ]);
    expect(acts.map((each) => [each.do, each.at, each.name])).toEqual([
      ["add", 0, "升级"],
      ["add", 1, "通知"],
      ["add", 2, "发满意度问卷"],
    ]);
  });

  it("is moved, doubled, copied, pasted and shortened by keyboard", async () => {
    const { acts, last } = list([ESCALATE, NOTIFY]);
    card(1).focus();
    fireEvent.keyDown(card(1), { key: "ArrowDown", altKey: true });
    expect(last()).toEqual([NOTIFY, ESCALATE]);
    fireEvent.keyDown(card(2), { key: "d", ctrlKey: true });
    expect(last()).toEqual([NOTIFY, ESCALATE, ESCALATE]);
    fireEvent.keyDown(card(1), { key: "c", ctrlKey: true });
    fireEvent.keyDown(card(3), { key: "v", ctrlKey: true });
    expect(last()).toEqual([NOTIFY, ESCALATE, ESCALATE, NOTIFY]);
    fireEvent.keyDown(card(2), { key: "Delete" });
    expect(last()).toEqual([NOTIFY, ESCALATE, NOTIFY]);
    expect(acts.map((each) => each.do)).toEqual(["move", "duplicate", "paste", "remove"]);
    copyLine(SURVEY);
    fireEvent.keyDown(card(3), { key: "v", ctrlKey: true });
    expect(last()?.at(-1)).toEqual(SURVEY);
  });

  it("is moved by its menu", async () => {
    const { last } = list([ESCALATE, NOTIFY]);
    await userEvent.click(screen.getByRole("button", { name: "「通知」的更多操作" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: /上移/ }));
    expect(last()).toEqual([NOTIFY, ESCALATE]);
  });

  it("lets a line wait, and look again when the time has come", async () => {
    const { last } = list([ESCALATE]);
    await choose("什么时候做：立即", "等");
    await choose("加一个条件", "处理状态");
    await choose(/^处理状态的值/, "处理中");
    expect(last()).toEqual([
      {
        ...ESCALATE,
        delay: { hours: 1 },
        if_still: { field: "status", op: "eq", value: "processing" },
      },
    ]);
    await choose("什么时候做：等", "立即");
    expect(last()).toEqual([ESCALATE]);
  });

  it("changes ways, whom and words of a message", async () => {
    const { last } = list([NOTIFY]);
    await userEvent.click(screen.getByRole("button", { name: "不用短信" }));
    await choose(/^加一种方式/, "邮件");
    await choose("给谁：主管", "处理人的主管");
    await choose(/^夜间怎么办/, "全天都发");
    expect(last()).toEqual([
      { ...NOTIFY, via: ["wecom", "inapp", "mail"], to: { manager: true }, critical: true },
    ]);
    expect(screen.getByRole("textbox", { name: "标题" })).toBeTruthy();
  });

  it("writes to a group by its robot alone, and back to people", async () => {
    const around = { ...AROUND, robots: [{ key: "desk_group", name: "客服群", hint: "企业微信" }] };
    const seen = hold<ActionLine[]>(
      [{ ...NOTIFY, fallback: "mail", critical: true }],
      (value, put) => (
        <ActionList form={TICKET} around={around} kinds={ACTIONS} value={value} onChange={put} />
      ),
    );
    await choose("给谁：主管", /^客服群/);
    const to = { robot: "desk_group" };
    const { text } = NOTIFY;
    expect(seen.at(-1)).toEqual([{ action: "notify", to, via: ["robot"], text, mention: true }]);
    expect(screen.queryByRole("button", { name: /^加一种方式/ })).toBeNull();
    expect(actionsText(seen.at(-1) ?? [], ACTIONS, { ...SAYING(), around })).toBe(
      "发到「客服群」群",
    );
    await choose(/^@ 处理人/, "不 @ 人");
    expect(seen.at(-1)).toEqual([{ action: "notify", to, via: ["robot"], text }]);
    await choose("给谁：客服群", "主管");
    expect(seen.at(-1)).toEqual([
      { action: "notify", to: { role: "supervisor" }, via: ["inapp"], text },
    ]);
  });

  it("sets fields to values, to other fields and to nothing", async () => {
    const { last } = list([{ action: "set_fields", set: {} }]);
    await choose("改一个字段", "紧急程度");
    await choose(/^紧急程度的值/, "非常紧急");
    await choose("改一个字段", "处理人");
    const row = screen.getByRole("group", { name: "处理人" });
    await userEvent.click(within(row).getByRole("button", { name: "换一种值" }));
    await userEvent.click(await screen.findByRole("option", { name: "操作的人" }));
    expect(last()).toEqual([
      { action: "set_fields", set: { urgency: "critical", assignee: { actor: true } } },
    ]);
  });

  it("says what is wrong where it is wrong", () => {
    hold<ActionLine[]>([NOTIFY], (value, put) => (
      <ActionList
        form={TICKET}
        around={AROUND}
        kinds={ACTIONS}
        value={value}
        onChange={put}
        problems={[{ at: [0, "to", "role"], message: "没有这个角色" }]}
      />
    ));
    expect(screen.getByText("没有这个角色")).toBeTruthy();
    expect(screen.getByRole("button", { name: "给谁：主管" }).className).toContain("has-problem");
  });

  it("shows settings of an action that has no face, by its schema", async () => {
    const setting = { help: null, section: "basic" };
    const properties = {
      action: { ...setting, title: "动作", widget: "text" },
      to: { ...setting, title: "交给", widget: "people" },
      team: { ...setting, title: "哪个组", widget: "reference", to: "team" },
      note: { ...setting, title: "说明", widget: "text" },
    };
    const kinds = [
      { key: "dispatch", name: "派单", settings: { type: "object", properties, required: [] } },
    ];
    const seen = hold<ActionLine[]>([{ action: "dispatch" }], (value, put) => (
      <ActionList form={TICKET} around={AROUND} kinds={kinds} value={value} onChange={put} />
    ));
    await screen.findByRole("button", { name: /^哪个组/ }, { timeout: 15_000 });
    await choose(/^哪个组/, "技术支持组");
    await choose(/^交给/, "主管");
    await userEvent.type(screen.getByLabelText("说明"), "a");
    expect(seen.at(-1)).toEqual([
      { action: "dispatch", team: "tech", to: { role: "supervisor" }, note: "a" },
    ]);
  }, 20_000);
});
