/** When work is done, who shares a queue, who may do what. */

import type { Builder } from "./builder.ts";

/** From the app's home to one of what all parts share. */
async function open({ hands, page, words }: Builder, what: string): Promise<void> {
  await hands.click(page.getByRole("link", { name: words.pattern(`studio.${what}`) }));
}

/** The dialog for one more; the first is offered in the middle, further ones in the list. */
async function begin(builder: Builder, kind: string): Promise<void> {
  const first = builder.button(`shared.add.${kind}`);
  const more = builder.button("shared.new");
  await first.or(more).first().waitFor();
  await builder.hands.click((await first.isVisible()) ? first : more);
  await builder.dialogReady();
}

/** Office hours of mainland China are offered as they are. */
export async function buildCalendar(builder: Builder): Promise<void> {
  await open(builder, "calendars");
  await begin(builder, "calendar");
  await builder.look("calendar-new");
  await builder.hands.press("Enter");
  await builder.page.locator(".calendar-card").first().waitFor();
  await builder.look("calendar");
  await builder.home();
}

export async function buildTeams(builder: Builder): Promise<void> {
  await open(builder, "teams");
  for (const team of ["service", "tech"] as const) {
    await begin(builder, "team");
    await builder.name(builder.words.typed(team));
    await builder.page
      .getByRole("heading", { level: 1, name: builder.words.typed(team), exact: true })
      .waitFor();
  }
  await builder.look("teams");
  await builder.home();
}

/** 主管 and 客服 from what they usually may, changed where this desk is stricter. */
export async function buildRoles(builder: Builder): Promise<void> {
  const { hands, page } = builder;
  await open(builder, "roles");
  for (const place of [0, 1]) {
    await begin(builder, "role");
    const preset = page.locator(".shared-starts label").nth(place + 1);
    await preset.waitFor();
    await builder.look(`role-${place === 0 ? "supervisor" : "agent"}-new`);
    await hands.click(preset);
    await hands.click(builder.button("studio.create_app", page.getByRole("dialog")));
    await page.locator(".shared-item").nth(place).waitFor();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
  await builder.look("roles");
  await builder.home();
}
