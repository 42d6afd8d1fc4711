import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { root } from "../support/program.ts";
import { desk, journey, phone } from "../support/story.ts";

const MIB = 1024 * 1024;
/** Bytes a second that the phone sends: slow enough to lose the network in the middle of a film. */
const SENDS = 4 * MIB;
const HEIC = join(root, "tests", "records", "files", "pictures", "turned.heic");
/** A film as phones make it: what stands at its beginning, then 42 MB that nothing makes smaller. */
const film = Buffer.concat([
  Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
  randomBytes(42 * MIB),
]);

async function line(session: CDPSession, offline: boolean): Promise<void> {
  await session.send("Network.emulateNetworkConditions", {
    offline,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: SENDS,
  });
}

/** How much of a file has been sent, in percent. */
async function sent(page: Page, name: string): Promise<number> {
  const bar = page.getByRole("progressbar", { name: `正在上传 ${name}` });
  return Number(await bar.getAttribute("aria-valuenow"));
}

async function sentAtLeast(page: Page, name: string, percent: number): Promise<void> {
  const bar = page.getByRole("progressbar", { name: `正在上传 ${name}` });
  await bar.waitFor();
  await page.waitForFunction(
    ([bar, least]) => Number(bar?.getAttribute("aria-valuenow")) >= least,
    [await bar.elementHandle(), percent] as const,
    { timeout: 60_000 },
  );
}

journey(
  "a customer sends a film from a phone over a network that comes and goes, and an agent sees it whole",
  { folder: "uploads", founded: true },
  async (story) => {
    const folder = mkdtempSync(join(tmpdir(), "helpwright-film-"));
    const path = join(folder, "VID_0042.mp4");
    writeFileSync(path, film);
    const photograph = join(folder, "IMG_0041.HEIC");
    copyFileSync(HEIC, photograph);
    const customer = await story.person("customer", { size: phone, language: "zh-CN" });
    const { page } = customer;
    const session = await customer.context.newCDPSession(page);
    await session.send("Network.enable");
    const begun: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/\/uploads$|\/uploads\/[^/]+$/.test(pathname) && request.method() !== "PATCH") {
        begun.push(`${request.method()} ${pathname.endsWith("/uploads") ? "uploads" : "upload"}`);
      }
    });
    story.expected.push({ status: 0, path: /^\/api\/v1\/public\/uploads\// });
    let number = "";

    const choose = async (file: string) => {
      await page.locator('input[type="file"]').setInputFiles(file);
    };

    await story.step("a photograph that the browser cannot draw is seen as a picture", async () => {
      await customer.open("/f/ticket");
      await choose(photograph);
      const picture = page.locator('.f-file-tile img[alt="IMG_0041.HEIC"]');
      await customer.sees(picture);
      assert.match((await picture.getAttribute("src")) ?? "", /\/public\/files\/[^/]+\/small$/);
      await page.waitForFunction(
        (image) => image instanceof HTMLImageElement && image.naturalHeight > image.naturalWidth,
        await picture.elementHandle(),
      );
      await page.getByRole("button", { name: "查看 IMG_0041.HEIC" }).tap();
      await customer.sees(page.locator(".f-picture"));
      await customer.look("01-photograph");
      await page.getByRole("button", { name: "关闭" }).last().tap();
    });

    await story.step(
      "the network is lost in the middle, and the page says what it waits for",
      async () => {
        await line(session, false);
        await choose(path);
        await sentAtLeast(page, "VID_0042.mp4", 15);
        await customer.picture("02-sending");
        await line(session, true);
        await customer.sees("网络中断，等待恢复");
        assert.ok((await sent(page, "VID_0042.mp4")) < 100);
        await customer.look("03-network-lost");
      },
    );

    await story.step("it comes back, and the film goes on by itself", async () => {
      const before = await sent(page, "VID_0042.mp4");
      await line(session, false);
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await sentAtLeast(page, "VID_0042.mp4", Math.max(40, before));
    });

    await story.step("pauses, and goes on with one touch", async () => {
      await page.getByRole("button", { name: "暂停上传 VID_0042.mp4" }).tap();
      await customer.sees("已暂停");
      await customer.look("04-paused");
      await page.getByRole("button", { name: "继续上传 VID_0042.mp4" }).tap();
      await sentAtLeast(page, "VID_0042.mp4", 50);
    });

    await story.step("the page is opened anew: the same film goes on where it was", async () => {
      const before = await sent(page, "VID_0042.mp4");
      await page.reload();
      await customer.sees(page.locator('.f-file-tile img[alt="IMG_0041.HEIC"]'));
      begun.length = 0;
      await choose(path);
      await page.getByRole("progressbar").waitFor();
      await sentAtLeast(page, "VID_0042.mp4", Math.max(1, before - 15));
      assert.deepEqual(begun, ["GET upload"], "nothing is begun anew");
      await page.getByRole("button", { name: "移除 VID_0042.mp4" }).waitFor({ timeout: 120_000 });
      await customer.look("05-whole");
    });

    await story.step("another one is given up", async () => {
      const second = join(folder, "VID_0043.mp4");
      writeFileSync(second, film.subarray(0, 30 * MIB));
      await choose(second);
      await sentAtLeast(page, "VID_0043.mp4", 5);
      await page.getByRole("button", { name: "取消上传 VID_0043.mp4" }).tap();
      await customer.missesNow(page.getByText("VID_0043.mp4"));
      await customer.atRest();
      assert.equal(begun.at(-1), "DELETE upload");
    });

    await story.step("fills in the rest and sends it", async () => {
      await page.getByLabel("联系电话").fill("13800138000");
      await page.getByLabel("客户姓名").fill("张女士");
      await page.getByRole("radio", { name: "售后服务" }).tap();
      await page.getByLabel("问题描述").fill("机器这样响，请看视频。");
      await page.getByRole("button", { name: "提交", exact: true }).tap();
      number = (await page.locator(".p-number strong").innerText()).trim();
      await customer.look("06-thanks");
    });

    await story.step("an agent opens the ticket and has the film to the byte", async () => {
      const agent = await story.person("agent", { size: desk, language: "zh-CN" });
      await agent.open("/");
      await signIn(agent, administrator.login, administrator.password);
      await agent.page.getByText(number).first().click();
      const shown = agent.page.locator('a[href*="/api/v1/files/"]', { hasText: "VID_0042.mp4" });
      await agent.sees(shown);
      await agent.look("07-ticket");
      const address = (await shown.first().getAttribute("href")) ?? "";
      const answer = await agent.context.request.get(new URL(address, story.product.url).href);
      assert.equal(answer.headers()["content-type"], "video/mp4");
      const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
      assert.equal(hash(await answer.body()), hash(film));
    });
    rmSync(folder, { recursive: true });
  },
);
