/** Takes small pictures of pages. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { settle } from "../look.ts";

/** Good enough to read every word, small enough to be kept with the source. */
const QUALITY = 40;

/** Buttons and links of which a part lies beyond the edge of the screen, where nobody can scroll to. */
export async function cutButtons(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const strips = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) &&
      element.scrollWidth > element.clientWidth &&
      element.getBoundingClientRect().width < window.innerWidth + 1 &&
      element.matches("[class*=tabs], [class*=bar], [class*=strip], [class*=filter], .sheet-look, table, [class*=table], [class*=grants], .stream-head")
        ? true
        : strips(element.parentElement));
    return [...document.querySelectorAll(".btn")]
      .filter((each) => {
        const { left, right, width } = each.getBoundingClientRect();
        return width > 0 && (left < -1 || right > window.innerWidth + 1) && !strips(each);
      })
      .map((each) => each.textContent?.trim() ?? "");
  });
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
