/** Takes small pictures of pages. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { settle } from "../look.ts";

/** Good enough to read every word, small enough to be kept with the source. */
const QUALITY = 40;

/** Where buttons stand that nobody could scroll to. */
const FIXED = [".nothing", ".page-head", "[role=dialog]", ".ant-popover"];

/** The words of buttons of which a part lies beyond the edge of the screen. */
export async function cutButtons(page: Page): Promise<string[]> {
  return page.locator(FIXED.map((place) => `${place} .btn`).join()).evaluateAll((buttons) =>
    buttons
      .filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return width > 0 && (left < -1 || right > window.innerWidth + 1);
      })
      .map((each) => each.textContent?.trim() || each.getAttribute("aria-label") || "?"),
  );
}

export async function photograph(page: Page, file: string): Promise<void> {
  await settle(page);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
  });
  await session.detach();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(data, "base64"));
}
