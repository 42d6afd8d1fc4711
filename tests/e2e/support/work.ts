/**
 * The story of one ticket in a desk, whoever built it and in whatever language: a colleague joins, a customer reports by
 * phone, the colleague claims, replies and solves, the customer confirms, the dashboard knows it.
 */

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { Mail } from "./mails.ts";
import { agent, signIn, type Ticket } from "./people.ts";
import { administrator } from "./product.ts";
import { desk, type Person, phone, type Story } from "./story.ts";
import type { Words } from "./words.ts";

/** What things are called in the desk, and what people write, in the language of the story. */
export function namesIn(words: Words) {
  const say = (chinese: string, english: string) => words.say(chinese, english);
  return {
    app: words.typed("app"),
    form: words.typed("tickets"),
    flow: words.typed("flow"),
    support: words.typed("support"),
    solution: words.typed("solution"),
    team: words.typed("tech"),
    phone: say("联系电话", "Phone"),
    name: say("客户姓名", "Name"),
    email: say("客户邮箱", "Email"),
    description: say("问题描述", "Description"),
    solved: say("已解决", "Solved"),
    closed: say("已关闭", "Closed"),
    role: say("客服", "Agent"),
    leads: say("主管", "Supervisor"),
    colleague: say(agent.name, "Lena Fischer"),
    customer: say("张伟", "Wei Zhang"),
    address: "zhangwei@example.com",
    serial: say("设备序列号", "Serial number"),
  };
}

export interface Crew {
  readonly words: Words;
  readonly boss: Person;
  readonly colleague: Person;
  readonly customer: Person;
}

/** Who built the desk takes part in it: only roles see tickets and dashboards, whoever administers. */
export async function leads(boss: Person, words: Words): Promise<void> {
  const { page } = boss;
  await boss.open("/admin/people");
  await page.getByRole("main").getByRole("button", { name: administrator.name }).first().click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel(words.screen("people.roles"), { exact: true }).click();
  await page.getByTitle(namesIn(words).leads, { exact: true }).click();
  await page.keyboard.press("Escape");
  await boss.look("people-self");
  await drawer
    .getByRole("button", { name: words.screen("now.save") })
    .last()
    .click();
  await boss.missesNow(drawer);
}

/** A customer's phone, and a colleague whom the administrator takes in on screen and who signs in. */
export async function hire(story: Story, boss: Person, words: Words): Promise<Crew> {
  const names = namesIn(words);
  const { page } = boss;
  const add = () => page.getByRole("button", { name: words.screen("people.add") });
  await boss.open("/admin/people");
  await add().first().click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel(words.screen("people.name")).fill(names.colleague);
  await drawer.getByLabel(words.screen("people.phone")).fill(agent.phone);
  await drawer.getByText(words.screen("people.set_first"), { exact: true }).click();
  await drawer.locator("input[type=password]").fill(agent.password);
  await drawer.getByLabel(words.screen("people.roles"), { exact: true }).click();
  await page.getByTitle(names.role, { exact: true }).click();
  await page.keyboard.press("Escape");
  await drawer.getByLabel(words.screen("people.teams")).click();
  await page.getByTitle(names.team, { exact: true }).click();
  await page.keyboard.press("Escape");
  await boss.look("people-new");
  await drawer.getByRole("button", { name: words.screen("people.add") }).click();
  await boss.missesNow(drawer);
  const colleague = await story.person("colleague", { size: desk, language: words.language });
  const customer = await story.person("customer", { size: phone, language: words.language });
  await signIn(colleague, agent.phone, agent.password);
  return { words, boss, colleague, customer };
}

/** The customer fills in the public form and comes to the progress page. */
export async function reports(
  { words, customer }: Crew,
  description: string,
  more: (page: Page) => Promise<void> = async () => undefined,
  picture?: string,
): Promise<Ticket> {
  const names = namesIn(words);
  const { page } = customer;
  await customer.open("/f/ticket");
  await page.getByLabel(names.phone).fill("13800138000");
  await page.getByLabel(names.name).fill(names.customer);
  await page.getByLabel(names.email).fill(names.address);
  await page.getByRole("radio", { name: names.support }).tap();
  await page.getByLabel(names.description).fill(description);
  await more(page);
  if (picture) {
    await customer.look(picture);
  }
  await page.getByRole("button", { name: words.portal("form.submit"), exact: true }).tap();
  const number = (await page.locator(".p-number strong").innerText()).trim();
  await page.getByRole("link", { name: words.portal("thanks.progress") }).tap();
  await customer.sees(number);
  return { number, progress: page.url() };
}

const rowOf = (page: Page, { number }: Ticket): Locator =>
  page.getByRole("row").filter({ hasText: number });
const nowOf = (page: Page, words: Words): Locator =>
  page.getByRole("region", { name: words.screen("now.title") });

/** The colleague finds it among the tasks and takes it. */
export async function claims(
  { words, colleague }: Crew,
  ticket: Ticket,
  picture?: string,
): Promise<void> {
  const { page } = colleague;
  await colleague.open("/tasks");
  await colleague.sees(rowOf(page, ticket));
  if (picture) {
    await colleague.look(picture);
  }
  await rowOf(page, ticket).click();
  await page.getByRole("button", { name: words.screen("task.claim") }).click();
  await colleague.sees(page.getByRole("heading", { name: words.screen("now.mine") }));
}

/** The colleague writes to the customer. */
export async function replies({ words, colleague }: Crew, text: string): Promise<void> {
  const { page } = colleague;
  await page.getByRole("tab", { name: words.screen("composer.reply") }).click();
  await page.getByRole("textbox", { name: words.screen("composer.reply") }).fill(text);
  await page.keyboard.press("Control+Enter");
  await colleague.sees(page.getByRole("article").filter({ hasText: text }));
}

/** The colleague, who has the ticket open, writes down the solution and solves it. */
export async function solves(
  { words, colleague }: Crew,
  solution: string,
  picture?: string,
): Promise<void> {
  const names = namesIn(words);
  const { page } = colleague;
  await page.getByLabel(names.solution).fill(solution);
  if (picture) {
    await colleague.look(picture);
  }
  const now = nowOf(page, words);
  await now.getByRole("button", { name: names.solved }).click();
  await colleague.sees(now.getByRole("heading", { name: words.screen("now.customer") }));
}

/** The customer says on the progress page that it is solved; the colleague's open page knows. */
export async function confirms(
  { words, customer, colleague }: Crew,
  ticket: Ticket,
  picture?: string,
): Promise<void> {
  const { page } = customer;
  await customer.open(new URL(ticket.progress).pathname);
  await customer.sees(page.getByRole("heading", { name: words.portal("progress.confirm") }));
  if (picture) {
    await customer.look(picture);
  }
  await page.getByRole("button", { name: words.portal("verb.confirm") }).tap();
  await customer.sees(page.getByRole("heading", { name: words.portal("progress.closed") }));
  await colleague.sees(colleague.page.getByText(words.screen("ticket.flow_over")));
}

/** One ticket from the customer's report to the archive, told on the dashboard. */
export async function runs(story: Story, crew: Crew): Promise<void> {
  const { words, boss, colleague } = crew;
  const names = namesIn(words);
  const ticket = await story.step("the customer reports by phone", () =>
    reports(
      crew,
      words.say("摄像头每天中午掉线", "The camera drops out every noon"),
      undefined,
      "run-form",
    ),
  );
  await story.step("the confirmation mail comes", async () => {
    const mail: Mail = await story.mails.to(names.address, ticket.number);
    assert.ok(mail.text.includes(ticket.number), mail.text);
  });
  await story.step("the colleague claims, replies and solves", async () => {
    await claims(crew, ticket, "run-tasks");
    await replies(
      crew,
      words.say("您好，今天下午给您远程升级。", "Hello, we will update it this afternoon."),
    );
    await solves(crew, words.say("升级到固件 2.1.4", "Updated to firmware 2.1.4"), "run-ticket");
  });
  await story.step("the customer confirms, and it is archived", async () => {
    await confirms(crew, ticket, "run-confirm");
    await colleague.sees(colleague.page.getByText(names.closed).first());
  });
  await story.step("the dashboard shows it", async () => {
    await boss.open("/dashboards");
    const { page } = boss;
    const metrics = page.locator(".metric-number");
    await boss.sees(metrics.first());
    assert.deepEqual(
      (await metrics.allInnerTexts()).map((each) => each.trim()),
      ["1", "0"],
    );
    await boss.sees(page.getByRole("article").getByText(names.colleague));
    await boss.look("run-dashboard");
  });
}
