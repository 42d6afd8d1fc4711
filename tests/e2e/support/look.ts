/** What a person sees of a page: whether everyone can use it, whether it fits, and a picture to look at. */

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

export const output = join(import.meta.dirname, "..", "output");

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Waits until what moves has come to rest; what turns for ever does not count. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map((each) => each.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Colors that are changing are measured as what they change to. */
async function withoutTransitions<Result>(
  page: Page,
  look: () => Promise<Result>,
): Promise<Result> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  });
  try {
    return await look();
  } finally {
    await page.evaluate(() => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
    });
  }
}

/** Findings of axe-core, one sentence per element. */
async function hindrances(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  // A menu that is open lies above the page and belongs to none of its parts.
  await page.evaluate(
    "axe.configure({ rules: [{ id: 'region', selector: 'body *:not([role=menu], [role=menu] *)' }] })",
  );
  const { violations } = (await withoutTransitions(page, () =>
    page.evaluate("axe.run(document, { resultTypes: ['violations'] })"),
  )) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
  );
}

/** Elements that make the page wider than the window. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const scroller = document.scrollingElement ?? document.documentElement;
    if (scroller.scrollWidth <= room) {
      return [];
    }
    const wide = [...document.querySelectorAll("body *")].filter(
      (each) => each.getBoundingClientRect().right > room + 1,
    );
    return [
      `the page is ${scroller.scrollWidth} px wide in a window of ${room}`,
      ...wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 120)),
    ];
  });
}

/** Texts that show their key instead of their words. */
async function untranslated(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const keys = /^[a-z]+(_[a-z]+)*(\.[a-z_0-9]+)+$|\{\{|\bundefined\b|\bNaN\b|\[object /;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? "";
      // Options that the component library keeps for screen readers are named by their label, not by their text.
      const unread = node.parentElement?.closest("script, style, [role=option][aria-label]");
      if (keys.test(text) && !unread) {
        found.push(text);
      }
    }
    return found;
  });
}

/**
 * How far a page has jumped since it was opened: the sum of its layout shifts that nobody caused, as browsers count them
 * for "cumulative layout shift"; 0.1 is what they call good. What moved most is said beside it.
 */
export async function jumps(page: Page): Promise<{ sum: number; what: string[] }> {
  return page.evaluate(
    () =>
      new Promise<{ sum: number; what: string[] }>((resolve) => {
        interface Shift extends PerformanceEntry {
          value: number;
          hadRecentInput: boolean;
          sources: { node: Node | null }[];
        }
        new PerformanceObserver((list, observer) => {
          observer.disconnect();
          const all = (list.getEntries() as Shift[]).filter((each) => !each.hadRecentInput);
          resolve({
            sum: all.reduce((sum, { value }) => sum + value, 0),
            what: all.flatMap(({ value, sources }) =>
              sources.map(({ node }) => {
                const element = node instanceof Element ? node : node?.parentElement;
                return `${value.toFixed(3)} ${element?.tagName ?? "?"}.${element?.className ?? ""}`;
              }),
            ),
          });
        }).observe({ type: "layout-shift", buffered: true });
        // Without a single shift the observer is never called.
        setTimeout(() => resolve({ sum: 0, what: [] }), 300);
      }),
  );
}

/** Keeps a picture of a page that rests, and answers what does not fit or has no words. */
export async function keepPicture(page: Page, folder: string, name: string): Promise<string[]> {
  await settle(page);
  mkdirSync(join(output, folder), { recursive: true });
  await page.screenshot({ path: join(output, folder, `${name}.png`), animations: "disabled" });
  // Who writes a template is shown its slots.
  const unsaid = (await untranslated(page)).filter((each) => !each.includes("{{number}}"));
  const found = [...(await overflow(page)), ...unsaid];
  return found.map((each) => `${name}: ${each}`);
}

/** Looks at a page, keeps a picture, and answers what is wrong with it, where that is wanted. */
export async function lookAt(
  page: Page,
  folder: string,
  name: string,
  judged = true,
): Promise<string[]> {
  const found = await keepPicture(page, folder, name);
  return judged ? [...found, ...(await hindrances(page)).map((each) => `${name}: ${each}`)] : [];
}
