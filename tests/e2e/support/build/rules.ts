/** The question for customers, and the four rules of a desk. */

import type { Builder } from "./builder.ts";

export async function buildSurvey(builder: Builder): Promise<void> {
  await builder.add("survey", builder.words.typed("question"));
  await builder.page.locator(".surveys-phone").waitFor();
  await builder.look("survey");
  await builder.home();
}

/** Common rules are offered as phrases; each begins with what this desk has. */
export async function buildRules(builder: Builder): Promise<void> {
  const { hands, page } = builder;
  await hands.click(builder.button("studio.new_kind.rule"));
  await page.locator(".rl-ideas").waitFor();
  await builder.look("rules-empty");
  for (const idea of ["urgent", "overdue", "received", "survey"]) {
    await hands.click(builder.button(`rules.idea.${idea}`, page.locator(".rl-ideas")));
    const name = builder.screen(`rules.idea_name.${idea}`);
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    await builder.look(`rule-${idea}`);
  }
  await builder.home();
}
