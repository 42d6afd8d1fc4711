/** 客户档案 and 服务工单, from the controls and the beginnings that the form designer offers. */

import type { Builder } from "./builder.ts";

const start = (builder: Builder, key: string) =>
  builder.page.locator(".fd-starts button", {
    hasText: builder.screen(`form_design.start_${key}`),
  });

const card = ({ page }: Builder, key: string) =>
  page.locator(`[data-field-card="${key}"] [data-canvas-item]`);

export async function buildCustomers(builder: Builder): Promise<void> {
  const { hands, words } = builder;
  await builder.add("form", words.typed("customers"));
  await hands.click(start(builder, "customer"));
  await card(builder, "email").waitFor();
  await builder.look("form-customers");
  await builder.home();
}

export async function buildTickets(builder: Builder): Promise<void> {
  const { hands, words, page, side } = builder;
  await builder.add("form", words.typed("tickets"));
  await start(builder, "ticket").waitFor();
  await builder.look("form-empty");
  await hands.click(start(builder, "ticket"));
  await card(builder, "status").waitFor();
  await builder.look("form-begun");

  // 问题类型 is dragged to the top of its section.
  const control = (type: string) =>
    page
      .locator(".fd-control")
      .filter({ hasText: words.server(`kind_field_${type}`) })
      .first();
  await hands.drag(control("radio"), page.locator("[data-field-card=urgency]"), { x: 0, y: -45 });
  const label = side.getByRole("textbox", { name: words.server("setting_label"), exact: true });
  await hands.type(label, words.typed("problemType"));
  await hands.click(builder.button("settings_panel.option_lines", side));
  const lines = side.getByRole("textbox", { name: builder.screen("settings_panel.option_lines") });
  await hands.type(lines, words.typed("problemTypes"));
  await builder.look("form-options");
  await hands.click(side.getByRole("switch", { name: words.server("setting_required") }));
  await card(builder, "problem_type").waitFor();

  // 根本原因 stands behind 解决方案, for colleagues only.
  await hands.click(card(builder, "solution"));
  await hands.click(control("multiline"));
  await hands.type(label, words.typed("rootCause"));
  await hands.click(side.getByRole("switch", { name: words.server("setting_internal") }));
  await card(builder, "root_cause").waitFor();
  await builder.look("form-fields");

  // The whole form: what is promised, and the public link.
  await hands.press("Escape");
  const promise = (key: string) =>
    side.getByRole("spinbutton", { name: builder.screen(`form_design.${key}`) });
  await hands.type(promise("first_response"), "2");
  await hands.type(promise("resolution"), "16");
  await builder.look("form-promises");
  await hands.click(page.getByRole("tab", { name: builder.screen("form_design.tab_public") }));
  await hands.click(page.getByRole("switch", { name: builder.screen("form_design.public") }));
  await hands.type(
    page.getByRole("textbox", { name: builder.screen("form_design.thanks") }),
    words.typed("thanks"),
  );
  await builder.look("form-public");
  await builder.home();
}
