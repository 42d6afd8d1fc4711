/** 客服驾驶舱: the widgets that a service desk begins with. */

import type { Builder } from "./builder.ts";

export async function buildDashboard(builder: Builder): Promise<void> {
  const { hands, page, words } = builder;
  await builder.add("dashboard", words.typed("board"));
  const all = page.getByRole("button", { name: words.pattern("board.start.all") });
  await all.waitFor();
  await builder.look("dashboard-empty");
  await hands.click(all);
  await page.locator("[data-canvas-item=times]").waitFor();
  await builder.look("dashboard");
  await builder.home();
}
