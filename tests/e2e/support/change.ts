/**
 * A desk that is in use changes: the builder adds a field and a reminder before a slow step is late, and publishes both. A
 * new ticket has them; one that was under way ends as it began.
 */

import assert from "node:assert/strict";
import type { Hands } from "./hands.ts";
import type { Ticket } from "./people.ts";
import type { Story } from "./story.ts";
import { type Crew, claims, confirms, namesIn, replies, reports, solves } from "./work.ts";

/** How many acts a change of this size may cost. */
export const MOST = 25;

/** The builder's part, counted. The builder is somewhere in the console, and ends in the flow designer. */
export async function change(crew: Crew, hands: Hands): Promise<void> {
  const { words, boss } = crew;
  const names = namesIn(words);
  const { page } = hands;
  const crumb = page.getByRole("navigation").getByRole("link", { name: names.app, exact: true });
  const card = (name: string) =>
    page.locator(".studio-part").getByRole("link", { name, exact: true });

  await hands.part("a field", async () => {
    await hands.click(page.getByRole("link", { name: words.screen("place.studio"), exact: true }));
    await hands.click(page.getByRole("link", { name: names.app }));
    await hands.click(card(names.form));
    await hands.click(page.getByRole("button", { name: names.description }).first());
    await hands.click(
      page
        .locator(".fd-palette")
        .getByRole("button", { name: words.server("kind_field_text"), exact: true })
        .first(),
    );
    await hands.type(
      page
        .locator(".d-settings")
        .getByRole("textbox", { name: words.server("setting_label"), exact: true }),
      names.serial,
    );
    await boss.sees(page.locator(".fd-canvas").getByText(names.serial));
    await boss.look("change-field");
  });
  await hands.part("a reminder", async () => {
    await hands.click(crumb);
    await hands.click(card(names.flow));
    await hands.click(page.locator('[data-place="nodes.handle"]'));
    await hands.click(page.getByRole("tab", { name: words.screen("flows.tab.due") }));
    await hands.click(page.getByRole("switch", { name: words.screen("flows.due.warn") }));
    await boss.look("change-reminder");
  });
  await hands.part("publish", async () => {
    const open = words.screen("publish.button", { n: 2 });
    await hands.click(page.getByRole("button", { name: open }));
    const dialog = page.getByRole("dialog");
    await boss.sees(dialog.getByText(names.serial));
    await boss.look("change-publish");
    await hands.click(dialog.getByRole("button", { name: words.screen("publish.act", { n: 2 }) }));
    await boss.sees(dialog.getByText(words.screen("publish.done_title")));
    await boss.look("change-published");
    await hands.press("Escape");
    await boss.missesNow(dialog);
  });
  assert.ok(hands.total <= MOST, `it took ${hands.total} acts`);
}

interface MyTasks {
  items: { record: { number: string }; due_at: string }[];
}

/** Moves the product's clock until the new ticket has twenty minutes left. */
async function waitsFor(story: Story, { colleague }: Crew, { number }: Ticket): Promise<void> {
  const { request } = colleague.context;
  const at = (path: string) => `${story.product.url}/api/v1/${path}`;
  const tasks = (await (await request.get(at("tasks?scope=mine"))).json()) as MyTasks;
  const due = tasks.items.find((each) => each.record.number === number)?.due_at;
  assert.ok(due, `${number} has no due time`);
  const { now } = (await (await request.get(at("test/clock"))).json()) as { now: string };
  const seconds = Math.round((Date.parse(due) - Date.parse(now)) / 1000) - 20 * 60;
  const moved = await request.post(at("test/clock"), {
    data: { advance_seconds: seconds },
    headers: { origin: story.product.url },
  });
  assert.equal(moved.status(), 200, await moved.text());
}

/** The change in a desk at work, from a ticket that is under way to its end. Needs a story with a clock. */
export async function changes(story: Story, crew: Crew, hands: Hands): Promise<void> {
  const { words, boss, colleague } = crew;
  const names = namesIn(words);
  const running = boss.page.locator(".fl-running");

  const old = await story.step("a ticket is under way", async () => {
    const ticket = await reports(crew, words.say("网关连不上云端", "The gateway is offline"));
    await claims(crew, ticket);
    return ticket;
  });
  const page = colleague.page.url();

  await story.step("the builder adds a field and a reminder, and publishes", () =>
    change(crew, hands),
  );
  for (const line of hands.report()) {
    story.say(line);
  }

  const fresh = await story.step("a new ticket has the field", async () => {
    const ticket = await reports(
      crew,
      words.say("屏幕不亮了", "The screen stays dark"),
      (form) => form.getByLabel(names.serial).fill("SN-2026-0042"),
      "after-form",
    );
    await claims(crew, ticket);
    await colleague.sees(colleague.page.getByText("SN-2026-0042"));
    await boss.page.reload();
    await boss.sees(running);
    assert.deepEqual(
      (await running.getAttribute("title"))?.split("\n").slice(0, 2),
      [1, 2].map((version) => words.screen("flows.running.one_ticket", { n: 1, version })),
    );
    await boss.look("after-versions");
    return ticket;
  });

  await story.step("and the reminder, which the old one has not", async () => {
    await waitsFor(story, crew, fresh);
    await colleague.open("/tasks");
    await colleague.page
      .getByRole("button", { name: new RegExp(`^${words.screen("notifications.short")}`) })
      .first()
      .click();
    const told = colleague.page.getByRole("dialog");
    const nearlyDue = words.server("tell_warn").split("{title}").at(-1)?.trim();
    const reminder = (ticket: Ticket) =>
      told.getByText(new RegExp(`${ticket.number}.*${nearlyDue}`));
    await colleague.sees(reminder(fresh));
    await colleague.look("after-reminder");
    assert.equal(await reminder(old).count(), 0, "the old ticket has the new reminder");
    await colleague.page.keyboard.press("Escape");
  });

  await story.step("the old ticket ends on its old version", async () => {
    await colleague.open(new URL(page).pathname + new URL(page).search);
    await replies(crew, words.say("已经恢复，请您看看。", "It is back, please have a look."));
    await solves(crew, words.say("更换了天线", "Replaced the antenna"));
    await confirms(crew, old);
    await boss.page.reload();
    await boss.sees(running);
    assert.match(
      (await running.innerText()).trim(),
      new RegExp(words.screen("flows.running.one_ticket", { n: 1, version: 2 })),
    );
  });
}
