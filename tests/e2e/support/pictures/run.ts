/**
 * Photographs every screen of the product, in both widths, both languages, light and dark, into docs/pictures, and writes
 * docs/screens.md. The product, its database and its mail server are started for this and removed afterwards.
 *
 *     node support/pictures/run.ts                          all of them
 *     node support/pictures/run.ts rule designer            only screens with one of these words in their name
 *     node support/pictures/run.ts --stay                   prepares the desk and stays until Ctrl-C
 *     node support/pictures/run.ts --there rule             photographs at a desk that stays
 *     node support/pictures/run.ts --into /tmp/look rule    into another folder
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, BrowserContext } from "playwright-core";
import { launchBrowser } from "../browser.ts";
import { output } from "../look.ts";
import { Mails } from "../mails.ts";
import { administrator, Product } from "../product.ts";
import { root } from "../program.ts";
import { cutButtons, photograph } from "./camera.ts";
import { preparedScene, type Scene } from "./desk.ts";
import {
  LANGUAGES,
  type Language,
  LIGHTS,
  pictureOf,
  SIZES,
  type Size,
  writeGallery,
} from "./gallery.ts";
import { type Screen, type Stage, screens, type Viewer } from "./screens/index.ts";

const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    stay: { type: "boolean" },
    there: { type: "boolean" },
    into: { type: "string" },
    only: { type: "string" },
  },
});

const DIMENSIONS = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const folder = options.into ?? join(root, "docs");
const staying = join(output, "pictures.json");
const wanted = screens.filter(
  ({ name, group }) =>
    words.length === 0 || words.some((word) => name.includes(word) || group === word),
);

/** Pages do not hear what time the server's machine has: the desk is photographed at the hour of its test clock. */
function livesInItsOwnHour(): void {
  const { get } = Headers.prototype;
  Headers.prototype.get = function told(name: string): string | null {
    return name.toLowerCase() === "date" ? null : get.call(this, name);
  };
}

async function contextOf(
  browser: Browser,
  size: Size,
  language: Language,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: DIMENSIONS[size],
    locale: language,
    timezoneId: "Asia/Shanghai",
    hasTouch: size === "phone",
    isMobile: size === "phone",
    reducedMotion: "reduce",
  });
  await context.addInitScript(livesInItsOwnHour);
  context.setDefaultTimeout(Number(process.env.HELPWRIGHT_PATIENCE ?? 30) * 1000);
  return context;
}

/** A browser of somebody: signed in, unless a stranger. */
async function browserOf(
  browser: Browser,
  viewer: Viewer,
  scene: Scene,
  size: Size,
  language: Language,
): Promise<BrowserContext> {
  const context = await contextOf(browser, size, language);
  if (viewer === "stranger") return context;
  const url = homeOf(viewer, scene);
  const known = viewer === "administrator" || viewer === "newcomer";
  const { login, password } = known ? administrator : scene.people[viewer];
  const answer = await context.request.post(`${url}/api/v1/session`, {
    data: { login, password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  return context;
}

const homeOf = (viewer: Viewer, scene: Scene): string =>
  viewer === "newcomer" ? scene.newUrl : scene.url;

/** Whether nothing that is seen is still on its way; what lies below the edge of the screen may be. */
function arrived(): boolean {
  return [...document.querySelectorAll(".bone")].every((each) => {
    const { top, bottom, width } = each.getBoundingClientRect();
    return width === 0 || bottom < 0 || top > window.innerHeight;
  });
}

/** One screen in light and dark. */
async function take(
  context: BrowserContext,
  screen: Screen,
  scene: Scene,
  size: Size,
  language: Language,
): Promise<void> {
  const page = await context.newPage();
  if (screen.viewer !== "newcomer") await page.clock.setFixedTime(scene.now);
  const word = (zh: string, en: string) => (language === "en" ? en : zh);
  const stage: Stage = { page, phone: size === "phone", word, scene };
  try {
    await page.emulateMedia({ colorScheme: "light" });
    await screen.before?.(stage);
    await page.goto(new URL(screen.at(scene), homeOf(screen.viewer, scene)).href);
    await page.locator(screen.sign).filter({ visible: true }).first().waitFor();
    if (!screen.waiting) await page.waitForLoadState("networkidle");
    await screen.act?.(stage);
    await page.waitForTimeout(200);
    if (!screen.waiting) {
      await page.waitForLoadState("networkidle");
      await page.waitForFunction(arrived);
    }
    const cut = await cutButtons(page);
    if (cut.length > 0) throw new Error(`cut at the edge: ${cut.join(", ")}`);
    for (const light of LIGHTS) {
      await page.emulateMedia({ colorScheme: light });
      await page.waitForTimeout(150);
      await photograph(page, join(folder, pictureOf(screen.name, size, language, light)));
    }
    await screen.after?.(stage);
  } finally {
    await context.setOffline(false);
    await page.close();
  }
}

async function takeAll(browser: Browser, scene: Scene): Promise<string[]> {
  const failed: string[] = [];
  for (const size of SIZES) {
    for (const language of LANGUAGES) {
      if (options.only && options.only !== `${size}-${language}`) continue;
      const there = new Map<Viewer, BrowserContext>();
      for (const screen of wanted) {
        if (screen.only && screen.only !== size) continue;
        try {
          const { viewer } = screen;
          const context =
            (screen.own ? undefined : there.get(viewer)) ??
            (await browserOf(browser, viewer, scene, size, language));
          if (!screen.own) there.set(viewer, context);
          if (screen.name.startsWith("first-run")) await forgetFirstRun(context, scene.url);
          await take(context, screen, scene, size, language);
          if (screen.own) await context.close();
        } catch (error) {
          const [reason] = String(error).split("\n");
          failed.push(`${screen.name} (${size}, ${language}): ${reason}`);
          process.stderr.write(`${failed.at(-1)}\n`);
        }
      }
      for (const context of there.values()) await context.close();
    }
  }
  return failed;
}

/** The answers of the first run stay in the browser. */
async function forgetFirstRun(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/manifest.webmanifest`);
  await page.evaluate(() => localStorage.removeItem("helpwright.welcome"));
  await page.close();
}

const browser = await launchBrowser();
const closing: (() => Promise<unknown>)[] = [() => browser.close()];
try {
  let scene: Scene;
  if (options.there) {
    scene = JSON.parse(readFileSync(staying, "utf8")) as Scene;
  } else {
    const mails = await Mails.start();
    closing.push(() => mails.end());
    const product = await Product.start(mails.url, ["--test-clock"]);
    closing.unshift(() => product.end());
    const fresh = await Product.start(mails.url);
    closing.unshift(() => fresh.end());
    const bare = await Product.start(mails.url);
    closing.unshift(() => bare.end());
    await product.found();
    await fresh.found();
    scene = await preparedScene(product, fresh, bare, mails);
  }
  if (options.stay) {
    mkdirSync(output, { recursive: true });
    writeFileSync(staying, JSON.stringify(scene));
    process.stdout.write(`${scene.url} and ${scene.newUrl}\n`);
    await new Promise((resolve) => process.once("SIGINT", resolve));
  } else {
    if (words.length === 0 && !options.into) {
      rmSync(join(folder, "pictures"), { recursive: true, force: true });
    }
    const failed = await takeAll(browser, scene);
    if (!options.into) writeGallery(screens);
    process.exitCode = failed.length > 0 ? 1 : 0;
    process.stdout.write(`${wanted.length} screens, ${failed.length} failures\n`);
  }
} finally {
  if (existsSync(staying) && options.stay) rmSync(staying);
  for (const close of closing) await close();
}
