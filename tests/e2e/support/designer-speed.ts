/**
 * How fast the form designer answers on a form of 300 controls: from the event of the browser to the frame after it has
 * been drawn, over many acts. Prints a table with the bars of `8-screens`: select and drag 100 ms, a key 50 ms. Beside it
 * stands what an act costs the page in processor time, all that follows from it included, which a busy machine does not change.
 *
 *     node support/designer-speed.ts [--controls 300] [--acts 60] [--url http://… --login … --password …]
 */

import { parseArgs } from "node:util";
import type { CDPSession, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { administrator, Product } from "./product.ts";

const { values: options } = parseArgs({
  options: {
    controls: { type: "string", default: "300" },
    acts: { type: "string", default: "60" },
    url: { type: "string" },
    login: { type: "string", default: administrator.login },
    password: { type: "string", default: administrator.password },
  },
});
const controls = Number(options.controls);
const acts = Number(options.acts);
const TYPES = ["text", "mobile", "radio", "date", "multiline", "money", "switch", "select"];

/** A form of so many controls in sections of twelve, two columns each. */
function bigForm(): object {
  const fields: Record<string, object> = {};
  const layout: { section: string; columns: number; fields: string[] }[] = [];
  for (let at = 0; at < controls; at += 1) {
    const type = TYPES[at % TYPES.length] ?? "text";
    const choice = type === "radio" || type === "select";
    fields[`field_${at}`] = {
      type,
      label: `字段 ${at}`,
      ...(choice ? { options: { a: "甲", b: "乙", c: "丙" } } : {}),
    };
    if (at % 12 === 0) layout.push({ section: `分区 ${at / 12 + 1}`, columns: 2, fields: [] });
    layout.at(-1)?.fields.push(`field_${at}`);
  }
  return { name: "三百个控件", fields, layout };
}

declare global {
  interface Window {
    speed: { wanted: string | null; samples: number[] };
  }
}

/** Lets the page note how long after an event of the wanted type the next frame was drawn. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.speed = { wanted: null, samples: [] };
    for (const type of ["click", "pointermove", "pointerup", "keydown"]) {
      window.addEventListener(
        type,
        (event) => {
          if (window.speed.wanted !== type) return;
          const began = event.timeStamp;
          requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => window.speed.samples.push(performance.now() - began);
            after.port2.postMessage(null);
          });
        },
        { capture: true },
      );
    }
  });
}

const spent = new Map<string, { ms: number; acts: number }>();
let costs: CDPSession;

/** Processor time of the page so far, in milliseconds. */
async function cost(): Promise<number> {
  const { metrics } = await costs.send("Performance.getMetrics");
  return (metrics.find((each) => each.name === "TaskDuration")?.value ?? 0) * 1000;
}

async function measured(page: Page, type: string, act: () => Promise<void>): Promise<number[]> {
  const before = await cost();
  await page.evaluate((wanted) => {
    window.speed.wanted = wanted;
    window.speed.samples = [];
  }, type);
  await act();
  await page.waitForTimeout(120);
  const found = await page.evaluate(() => {
    window.speed.wanted = null;
    return window.speed.samples;
  });
  const sum = spent.get(type) ?? { ms: 0, acts: 0 };
  spent.set(type, { ms: sum.ms + (await cost()) - before, acts: sum.acts + found.length });
  return found;
}

const card = (page: Page, at: number) =>
  page.locator(`[data-field-card="field_${at}"] [data-canvas-item]`);

async function middle(page: Page, at: number): Promise<{ x: number; y: number }> {
  const box = await card(page, at).boundingBox();
  if (!box) throw new Error(`field_${at} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Clicks cards all over the form. */
async function selects(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (let act = 0; act < acts; act += 1) {
    const at = (act * 37) % controls;
    await card(page, at).scrollIntoViewIfNeeded();
    const { x, y } = await middle(page, at);
    found.push(...(await measured(page, "click", () => page.mouse.click(x, y))));
  }
  return found;
}

/** Drags cards over their neighbors; each move is one sample, each drop another. */
async function drags(page: Page): Promise<{ moves: number[]; drops: number[] }> {
  const moves: number[] = [];
  const drops: number[] = [];
  for (let act = 0; act < Math.ceil(acts / 6); act += 1) {
    const at = (act * 24 + 30) % (controls - 6);
    await card(page, at).scrollIntoViewIfNeeded();
    const { x, y } = await middle(page, at);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 6, y + 6);
    await page.waitForTimeout(80);
    moves.push(
      ...(await measured(page, "pointermove", async () => {
        for (let step = 1; step <= 12; step += 1) {
          await page.mouse.move(x + 6 + step, y + step * 14);
          await page.waitForTimeout(30);
        }
      })),
    );
    drops.push(...(await measured(page, "pointerup", () => page.mouse.up())));
  }
  return { moves, drops };
}

/** Types into the label of a field in the middle of the form. */
async function keys(page: Page): Promise<number[]> {
  const at = Math.floor(controls / 2);
  await card(page, at).scrollIntoViewIfNeeded();
  await card(page, at).click();
  const input = page.locator(".d-settings input[type=text], .d-settings input:not([type])").first();
  await input.click();
  await input.press("End");
  return measured(page, "keydown", async () => {
    for (let act = 0; act < acts; act += 1) {
      await page.keyboard.press("abcdefghij"[act % 10] ?? "a");
      await page.waitForTimeout(60);
    }
  });
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function tell(name: string, type: string, samples: readonly number[], bar: number): void {
  const [half, most, worst] = [0.5, 0.95, 1].map((share) => quantile(samples, share).toFixed(0));
  const { ms, acts: told } = spent.get(type) ?? { ms: Number.NaN, acts: 1 };
  const cpu = (ms / told).toFixed(0);
  const met = quantile(samples, 0.95) <= bar ? "met" : "MISSED";
  process.stdout.write(
    `${name.padEnd(14)} p50 ${half} ms   p95 ${most} ms   worst ${worst} ms   bar ${bar} ms ${met}   processor ${cpu} ms   (${samples.length} acts)\n`,
  );
}

const product = options.url ? null : await Product.start("");
const browser = await launchBrowser();
try {
  if (product) await product.found();
  const context = await browser.newContext({
    baseURL: options.url ?? product?.url ?? "",
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
  });
  const signedIn = await context.request.post("/api/v1/session", {
    data: { login: options.login, password: options.password },
  });
  const { csrf_token: token } = await signedIn.json();
  const key = `speed_${Date.now().toString(36)}`;
  const made = await context.request.put(`/api/v1/definitions/form/service_desk.${key}/draft`, {
    headers: { "X-CSRF-Token": token },
    data: { version: 0, document: bigForm() },
  });
  if (!made.ok()) throw new Error(await made.text());
  const page = await context.newPage();
  await page.goto(`/studio/service_desk/forms/${key}`);
  await card(page, controls - 1).waitFor({ state: "attached" });
  await listen(page);
  costs = await context.newCDPSession(page);
  await costs.send("Performance.enable", { timeDomain: "threadTicks" });
  process.stdout.write(`${controls} controls, ${acts} acts\n`);
  await selects(page); // the first ones compile
  spent.clear();
  tell("select", "click", await selects(page), 100);
  const { moves, drops } = await drags(page);
  tell("drag: move", "pointermove", moves, 100);
  tell("drag: drop", "pointerup", drops, 100);
  tell("key", "keydown", await keys(page), 50);
  await context.request.delete(`/api/v1/definitions/form/service_desk.${key}/draft`, {
    headers: { "X-CSRF-Token": token },
  });
} finally {
  await browser.close();
  await product?.end();
}
