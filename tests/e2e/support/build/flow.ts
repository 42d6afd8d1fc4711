/** 工单流程: who handles which ticket, until when, what happens then, and the customer's word at the end. */

import type { Locator } from "playwright-core";
import type { Builder } from "./builder.ts";

/** Chooses from the list that a word of a sentence opens. */
async function say(builder: Builder, word: Locator, choice: string): Promise<void> {
  const { hands, page } = builder;
  await hands.click(word);
  const option = page.locator(".di-popover").getByRole("option", { name: choice });
  await hands.click(option.first());
}

export async function buildFlow(builder: Builder): Promise<void> {
  const { hands, page, words, side } = builder;
  const at = (place: string) => page.locator(`[data-place="${place}"]`);
  const tab = (key: string) =>
    side.getByRole("tab", { name: builder.screen(`flows.tab.${key}`), exact: true });
  await builder.add("flow", words.typed("flow"));
  await at("nodes.handle").waitFor();
  await builder.look("flow-begun");

  // The customer confirms before the ticket is archived.
  await hands.click(page.locator('[data-id="+handle.done"] .fl-add'));
  const steps = page.locator(".fl-picker-list");
  await steps.waitFor();
  await builder.look("flow-steps");
  await hands.click(steps.locator("button", { hasText: words.server("node_confirm") }));
  await at("nodes.confirm").waitFor();

  // Technical problems go to the engineers, complaints to the supervisor, the rest to the first line.
  await hands.click(at("nodes.handle"));
  await hands.click(builder.button("flows.add_condition_first", side));
  const line = (number: number) =>
    side.getByRole("group", { name: builder.screen("flows.line_n", { n: number }), exact: true });
  const value = (number: number) =>
    line(number).getByRole("button", {
      name: builder.screen("inputs.value.label", { field: words.typed("problemType") }),
    });
  await say(builder, value(1), words.typed("support"));
  await hands.click(builder.button("flows.add_condition_more", side));
  await say(builder, value(2), words.typed("complaint"));
  await builder.look("flow-who");

  // Two working hours until somebody answers; what may be written meanwhile, and what must be.
  await hands.click(tab("due"));
  await hands.click(side.getByRole("switch", { name: builder.screen("flows.due.title") }));
  await builder.look("flow-due");
  await hands.click(tab("fields"));
  const right = (field: string, key: string) =>
    side.getByRole("radio", { name: `${field}: ${builder.screen(`flows.rights.${key}`)}` });
  for (const [field, key] of [
    ["urgency", "write"],
    ["solution", "required"],
    ["rootCause", "write"],
  ] as const) {
    await hands.click(right(words.typed(field), key).locator("xpath=.."));
  }
  await builder.look("flow-fields");
  await hands.click(at("nodes.confirm"));
  await builder.look("flow-confirm");
  await builder.home();
}
