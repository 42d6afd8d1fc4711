/** The first minutes: signed in, nothing there yet, an empty app. */

import { administrator } from "../product.ts";
import type { Builder } from "./builder.ts";

export async function beginEmptyApp(builder: Builder): Promise<void> {
  const { hands, page, words } = builder;
  await hands.type(page.locator("input[autocomplete=username]"), administrator.login);
  await hands.type(page.locator("input[autocomplete=current-password]"), administrator.password);
  await hands.press("Enter");
  const empty = page
    .getByRole("main")
    .getByRole("link", { name: builder.screen("trial.no_app_blank") });
  await empty.waitFor();
  await builder.look("first-run");
  await hands.click(empty);
  await hands.click(page.getByRole("button", { name: words.pattern("studio.new_app") }));
  await builder.dialogReady();
  await hands.write(words.typed("app"));
  await builder
    .button("studio.create_app", page.getByRole("dialog"))
    .and(page.locator(":enabled"))
    .waitFor();
  await builder.look("app-new");
  await hands.press("Enter");
  await page.locator(".studio-shared").waitFor();
  await builder.look("home-empty");
}
