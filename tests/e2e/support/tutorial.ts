/**
 * Makes the pictures of the tutorial: tells its journey in each language, and keeps what the pages of docs/tutorial name,
 * smaller, as WebP.
 *
 *     node support/tutorial.ts          in every language
 *     node support/tutorial.ts en       in one
 *     node support/tutorial.ts --told   from the pictures of the last time
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { output } from "./look.ts";
import { root } from "./program.ts";

const tutorial = join(root, "docs", "tutorial");
const languages = ["zh-CN", "en"];
/** Pixels in width, at most, of a picture on a page. */
const WIDTH = 1200;
/** Bytes of a picture, at most. */
const MOST = 60_000;
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

function pictures(language: string): string[] {
  const page = readFileSync(join(tutorial, `${language}.md`), "utf8");
  return [...page.matchAll(/\(pictures\/[^)]*\/([a-z-]+)\.webp\)/g)].map(([, name]) => name ?? "");
}

async function smaller(page: Page, png: Buffer): Promise<Buffer> {
  for (const quality of QUALITIES) {
    const data = await page.evaluate(
      async ({ source, width, quality }) => {
        const picture = new Image();
        picture.src = `data:image/png;base64,${source}`;
        await picture.decode();
        const scale = Math.min(1, width / picture.naturalWidth);
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.naturalWidth * scale);
        canvas.height = Math.round(picture.naturalHeight * scale);
        const pen = canvas.getContext("2d");
        if (!pen) {
          return "";
        }
        pen.imageSmoothingQuality = "high";
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/webp", quality);
      },
      { source: png.toString("base64"), width: WIDTH, quality },
    );
    const webp = Buffer.from(data.slice(data.indexOf(",") + 1), "base64");
    if (webp.length > 0 && webp.length <= MOST) {
      return webp;
    }
  }
  throw new Error("A picture does not become small enough.");
}

const wanted = process.argv.slice(2).filter((each) => each !== "--told");
const chosen = wanted.length > 0 ? wanted : languages;
for (const language of process.argv.includes("--told") ? [] : chosen) {
  const { status } = spawnSync(
    process.execPath,
    ["--test", "--test-timeout=900000", "--test-reporter=spec", "tutorial/told.test.ts"],
    {
      cwd: join(import.meta.dirname, ".."),
      stdio: "inherit",
      env: { ...process.env, HELPWRIGHT_TUTORIAL: language, HELPWRIGHT_PATIENCE: "60" },
    },
  );
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  for (const language of chosen) {
    const folder = join(tutorial, "pictures", language);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    let bytes = 0;
    for (const name of pictures(language)) {
      const webp = await smaller(
        page,
        readFileSync(join(output, `tutorial-${language}`, `${name}.png`)),
      );
      writeFileSync(join(folder, `${name}.webp`), webp);
      bytes += webp.length;
    }
    process.stdout.write(`docs/tutorial/pictures/${language}: ${Math.round(bytes / 1024)} KiB\n`);
  }
} finally {
  await browser.close();
}
