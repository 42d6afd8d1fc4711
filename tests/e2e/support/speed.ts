/**
 * How quick the console feels: milliseconds from a key to the next picture where people type most, and from a click to the
 * other screen once it was seen before. The floor is the same in an empty page of the same browser on the same machine.
 *
 *     node support/speed.ts            a product of its own
 *     node support/speed.ts --there    at a desk that stays (support/pictures/run.ts --stay)
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { deskAtWork } from "./desk-at-work.ts";
import { output } from "./look.ts";
import { Mails } from "./mails.ts";
import { administrator, Product } from "./product.ts";

const TEXT = "The firmware will be updated this afternoon, ";
const ROUNDS = 12;
const LIMITS = { key: 50, route: 200 };

interface Place {
  url: string;
  ticket: string;
}

function at(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function say(name: string, figures: number[], limit?: number): void {
  const sorted = [...figures].sort((a, b) => a - b);
  const [middle, most, worst] = [at(sorted, 0.5), at(sorted, 0.95), sorted.at(-1) ?? 0];
  const judged = limit === undefined ? "" : middle <= limit ? `  ≤ ${limit}` : `  OVER ${limit}`;
  const cells = [middle, most, worst].map((each) => each.toFixed(0).padStart(6)).join("");
  process.stdout.write(`${name.padEnd(34)}${cells}${judged}\n`);
}

/** Types into what has the focus; for each key the time until the picture after it. */
async function typed(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    (window as { speedTimes?: number[] }).speedTimes = times;
    const note = () => {
      const start = performance.now();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push(performance.now() - start);
        channel.port2.postMessage(null);
      });
    };
    window.addEventListener("keydown", note, { capture: true });
  });
  for (const letter of TEXT) {
    await page.keyboard.press(letter === " " ? "Space" : letter === "," ? "Comma" : letter);
    await page.waitForTimeout(60);
  }
  return page.evaluate(() => (window as { speedTimes?: number[] }).speedTimes ?? []);
}

/** Goes to an address of the console by its own router; the time until something there is seen. */
async function went(page: Page, path: string, sign: string): Promise<number> {
  return page.evaluate(
    async ([address, wanted]) => {
      const seen = () => {
        const found = document.querySelector<HTMLElement>(wanted);
        return found !== null && found.getClientRects().length > 0;
      };
      const start = performance.now();
      history.pushState({}, "", address);
      dispatchEvent(new PopStateEvent("popstate", { state: {} }));
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (location.pathname + location.search === address && seen()) break;
        if (performance.now() - start > 20_000) break;
      }
      return performance.now() - start;
    },
    [path, sign] as const,
  );
}

async function measure(page: Page, { url, ticket }: Place): Promise<void> {
  const tickets = "/forms/service_desk.ticket";
  const studio = "/studio/service_desk";
  process.stdout.write(`${"milliseconds".padEnd(34)}   p50   p95   max\n`);

  await page.setContent("<input autofocus aria-label=empty>");
  await page.locator("input").focus();
  say("floor: a key in an empty page", await typed(page));

  await page.goto(`${url}${tickets}/${ticket}`);
  await page.locator(".now").waitFor();
  await page.keyboard.press("r");
  await page.locator("textarea:focus, [contenteditable]:focus").first().waitFor();
  say("a key in the reply", await typed(page), LIMITS.key);

  await page.goto(`${url}${tickets}`);
  await page.locator("[data-record]").first().waitFor();
  await page.keyboard.press("/");
  await page.locator("input:focus").waitFor();
  say("a key in the search of the list", await typed(page), LIMITS.key);

  await page.goto(`${url}${studio}/forms/ticket?at=fields.description`);
  await page.locator(".d-settings input").first().click();
  say("a key in the name of a field", await typed(page), LIMITS.key);

  await page.goto(`${url}/tasks`);
  await page.locator("[data-task]").first().waitFor();
  const ways: [string, string, string][] = [
    ["tasks", "/tasks", "[data-task]"],
    ["list", tickets, "[data-record]"],
    ["ticket", `${tickets}/${ticket}`, ".now"],
    ["people", "/admin/people", ".work td"],
    ["dashboard", "/dashboards/service_desk.cockpit", ".metric-number"],
    ["app", studio, ".studio-part-link"],
    ["form designer", `${studio}/forms/ticket`, ".d-canvas form, .d-canvas [data-canvas-item]"],
  ];
  const figures = new Map(ways.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, path, sign] of ways) {
      const took = await went(page, path, sign);
      if (round > 0) figures.get(name)?.push(took);
      await page.waitForTimeout(150);
    }
  }
  for (const [name, took] of figures) say(`to ${name}`, took, LIMITS.route);
}

const closing: (() => Promise<unknown>)[] = [];
try {
  const browser = await launchBrowser();
  closing.unshift(() => browser.close());
  let place: Place;
  if (process.argv.includes("--there")) {
    const kept = JSON.parse(readFileSync(join(output, "pictures.json"), "utf8")) as {
      url: string;
      desk: { claimed: { id: string } };
    };
    place = { url: kept.url, ticket: kept.desk.claimed.id };
  } else {
    const mails = await Mails.start();
    closing.push(() => mails.end());
    const product = await Product.start(mails.url);
    closing.unshift(() => product.end());
    await product.found();
    const desk = await deskAtWork(product);
    place = { url: product.url, ticket: desk.claimed.id };
  }
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
  context.setDefaultTimeout(30_000);
  const { login, password } = administrator;
  const session = await context.request.post(`${place.url}/api/v1/session`, {
    data: { login, password },
    headers: { origin: place.url },
  });
  if (!session.ok()) throw new Error(await session.text());
  await measure(await context.newPage(), place);
} finally {
  for (const close of closing) await close();
}
