/** What will change, what did, and who goes on as before. */

import { button, dialog, one, reads, type Stage, studio, writes } from "./screen.ts";

const HOME = ".studio-map, .studio-part-link";
const flow = `${studio}/flows/ticket_flow`;

const definition = "definitions/flow/service_desk.ticket_flow";

async function publishes({ page }: Stage): Promise<void> {
  await page.locator(".publish-button:visible").first().click();
  await page.locator(".publish-checks").waitFor();
}

/** Gives the first step more time, not yet published. */
async function moreTime(stage: Stage): Promise<void> {
  const { live } = await reads<{ live: { document: { nodes: Record<string, { due: object }> } } }>(
    stage,
    definition,
  );
  const { document } = live;
  document.nodes.handle = {
    ...document.nodes.handle,
    due: { ...document.nodes.handle?.due, hours: 4 } as object,
  };
  await writes(stage, "PUT", `${definition}/draft`, { version: 0, document });
}

async function versions(stage: Stage): Promise<void> {
  await button(stage, "历史版本", "Versions");
  await stage.page.locator(".versions .version").first().waitFor();
}

/** What would go with the nth publication, the newest first. */
async function takesBack(stage: Stage, nth: number): Promise<void> {
  const { page, word } = stage;
  await versions(stage);
  await page
    .getByRole("button", { name: word("退回这次发布之前", "Take back") })
    .nth(nth)
    .click();
  await page.locator(".publish-foot").waitFor();
}

export const publishing = [
  one("publishing", "publish", ["发布", "Publishing"], studio, ".studio-map, .studio-part-link", {
    act: async ({ page }) => {
      await page.locator(".publish-button:visible").first().click();
      await page.getByRole("dialog").first().waitFor();
    },
  }),
  one("publishing", "versions", ["历史版本", "Versions"], `${studio}/forms/ticket`, ".d-frame", {
    act: (stage) => button(stage, "历史版本", "Versions"),
  }),
  one(
    "publishing",
    "publish-under-way",
    ["发布：正在走的换到新流程", "Publishing: moving what is under way"],
    studio,
    HOME,
    {
      act: async (stage) => {
        await moreTime(stage);
        await stage.page.reload();
        await publishes(stage);
        await stage.page.locator(".under-way-choice input").nth(1).check();
        await stage.page.locator(".migrate-sum").first().waitFor();
        await stage.page.locator(".under-way").scrollIntoViewIfNeeded();
      },
      after: (stage) => writes(stage, "DELETE", `${definition}/draft`),
    },
  ),
  one("publishing", "publish-later", ["定时发布", "Publishing later"], studio, HOME, {
    act: async (stage) => {
      await publishes(stage);
      await button(stage, "定时发布", "Publish later");
      await stage.page.waitForTimeout(300);
    },
  }),
  one("publishing", "publications", ["应用的历史版本", "Versions of an app"], studio, HOME, {
    act: versions,
  }),
  one("publishing", "versions-flow", ["流程的历史版本", "Versions of a flow"], flow, ".d-frame", {
    act: versions,
  }),
  one("publishing", "versions-compare", ["比较版本", "Comparing versions"], flow, ".d-frame", {
    act: async (stage) => {
      await versions(stage);
      await stage.page.locator(".version-acts .btn").first().click();
      await stage.page.locator(".version-compare, .version-same").first().waitFor();
    },
  }),
  one("publishing", "migrate", ["换到新版本", "Moving to the new version"], flow, ".d-frame", {
    act: async (stage) => {
      await versions(stage);
      await button(stage, "换到新版本", "Move to the new version");
      await stage.page.locator(".migrate-sum").waitFor();
    },
  }),
  one("publishing", "roll-back", ["退回旧版本", "Back to an old version"], flow, ".d-frame", {
    act: async (stage) => {
      await versions(stage);
      await button(stage, "退回这一版", "Go back to this one");
      await stage.page.locator(".publish-foot").waitFor();
      await dialog(stage);
    },
  }),
  one("publishing", "take-back", ["退回一次发布", "Taking a publication back"], studio, HOME, {
    act: (stage) => takesBack(stage, 0),
  }),
  one(
    "publishing",
    "take-back-blocked",
    ["退回发布：先退回后面的", "Taking back: later ones stand in the way"],
    studio,
    HOME,
    { act: (stage) => takesBack(stage, 1) },
  ),
];
