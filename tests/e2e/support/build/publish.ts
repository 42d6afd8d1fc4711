/** Everything that was built goes live at once. */

import type { Builder } from "./builder.ts";

export async function publishEverything(builder: Builder): Promise<void> {
  const { hands, page, words } = builder;
  await builder.look("home-built");
  await hands.click(page.getByRole("button", { name: words.pattern("publish.button") }));
  const dialog = page.getByRole("dialog");
  const act = dialog.getByRole("button", { name: words.pattern("publish.act") });
  await act.waitFor();
  await builder.look("publish");
  await hands.click(act);
  await dialog.getByText(builder.screen("publish.done_text")).waitFor();
  await builder.look("published");
}
