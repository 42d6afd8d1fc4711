import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";

let browser: Browser;

before(async () => {
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

test("the browser runs scripts and answers a click", async () => {
  const page = await browser.newPage();
  await page.setContent("<button onclick=\"this.textContent = '已提交'\">提交</button>");
  await page.getByRole("button", { name: "提交" }).click();
  assert.equal(await page.getByRole("button").textContent(), "已提交");
  await page.close();
});

test("Chinese and Latin letters are drawn with glyphs of their own", async () => {
  const page = await browser.newPage();
  await page.setContent("<canvas width=200 height=40></canvas>");
  const pictures = await page.evaluate(() => {
    const canvas = document.querySelector("canvas") as HTMLCanvasElement;
    const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    return ["服务工单", "客户档案", "Ticket", "\u{10fffd}\u{10fffd}\u{10fffd}\u{10fffd}"].map(
      (text) => {
        pen.clearRect(0, 0, canvas.width, canvas.height);
        pen.font = "24px sans-serif";
        pen.fillText(text, 0, 30);
        return canvas.toDataURL();
      },
    );
  });
  assert.equal(
    new Set(pictures).size,
    pictures.length,
    "different texts look alike: the font is missing",
  );
  await page.close();
});
