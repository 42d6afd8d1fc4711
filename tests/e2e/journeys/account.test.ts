import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { signIn } from "../support/people.ts";
import { administrator } from "../support/product.ts";
import { desk, journey, type Person } from "../support/story.ts";

const NEXT = "another-correct-horse-9";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What an authenticator app shows for this seed now: RFC 6238, six digits each 30 seconds. */
function codeOf(seed: string, at = Date.now()): string {
  const bits = [...seed.replaceAll(" ", "").replace(/=+$/, "")]
    .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const start = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Login and password on the entrance; where it leads is another matter. */
async function enter(person: Person, password: string): Promise<void> {
  const { page } = person;
  await person.open("/");
  await page.locator("input[autocomplete=username]").fill(administrator.login);
  await page.locator("input[autocomplete=current-password]").fill(password);
  await page.locator("button[type=submit]").click();
}

const secondStep = (page: Page) => page.getByRole("heading", { name: "两步验证" });

journey(
  "somebody changes the password, adds a second step, uses a recovery code, and ends a foreign session",
  { folder: "account", founded: true },
  async (story) => {
    const here = await story.person("here", { size: desk, language: "zh-CN" });
    const there = await story.person("there", { size: desk, language: "zh-CN" });
    const { page } = here;
    let codes: string[] = [];
    let seed = "";

    await story.step("both devices stand in the list, and one is told of the other", async () => {
      await signIn(here, administrator.login, administrator.password);
      await signIn(there, administrator.login, administrator.password);
      await here.open("/account");
      await here.sees("本机");
      await here.sees(page.getByRole("button", { name: /^退出 / }));
      await here.look("01-account");
    });

    // Whatever the other device is asking for while it is signed out.
    story.expected.push({ status: 401, path: /^\/api\/v1\// });
    await story.step("a new password ends the other device", async () => {
      await page.getByRole("button", { name: "修改密码" }).click();
      await page.getByLabel("当前密码").fill(administrator.password);
      await page.getByLabel("新密码").fill(NEXT);
      await page.getByRole("button", { name: "保存新密码" }).click();
      await here.sees("密码已修改，其他设备已退出");
      await there.open("/tasks");
      await there.sees(there.page.locator("input[autocomplete=current-password]"));
      await page.goto(new URL("/tasks", page.url()).href);
      await page.getByRole("button", { name: /通知/ }).first().click();
      await here.sees("您的密码已修改");
      await here.look("02-told");
      await page.keyboard.press("Escape");
    });

    await story.step("the second step is set up with the code of an app", async () => {
      await here.open("/account");
      await page.getByRole("button", { name: "开启", exact: true }).click();
      await page.getByLabel("当前密码").fill(NEXT);
      const begun = page.waitForResponse((answer) =>
        answer.url().endsWith("/account/second-factor"),
      );
      await page.getByRole("button", { name: "下一步" }).click();
      seed = ((await (await begun).json()) as { secret: string }).secret;
      await here.sees(page.getByRole("img", { name: "两步验证二维码" }));
      const made = page.waitForResponse((answer) => answer.url().endsWith("/confirm"));
      await page.getByLabel("验证码").fill(codeOf(seed));
      await page.getByRole("button", { name: "下一步" }).click();
      codes = ((await (await made).json()) as { codes: string[] }).codes;
      assert.equal(codes.length, 10);
      await here.look("03-recovery-codes");
      await page.getByRole("button", { name: "我已保存好" }).click();
      await here.sees("还有 10 个恢复码");
    });

    await story.step(
      "elsewhere the password alone opens nothing, a recovery code does once",
      async () => {
        await enter(there, NEXT);
        await there.sees(secondStep(there.page));
        await there.page.getByRole("button", { name: "用恢复码" }).click();
        await there.page.getByLabel("恢复码").fill(codes[0] ?? "");
        await there.page.locator("button[type=submit]").click();
        await there.page.waitForURL("**/tasks");
        await page.reload();
        await here.sees("还有 9 个恢复码");
      },
    );

    await story.step("everywhere else is signed out at a press", async () => {
      await page.getByRole("button", { name: "退出其他所有设备" }).click();
      await here.sees("已退出 1 台设备");
      await enter(there, NEXT);
      await there.sees(secondStep(there.page));
      await there.page.getByRole("button", { name: "用恢复码" }).click();
      await there.page.getByLabel("恢复码").fill(codes[0] ?? "");
      await there.page.locator("button[type=submit]").click();
      await there.sees(secondStep(there.page));
    });

    await story.step("the second step goes again for the password", async () => {
      await page.getByRole("button", { name: "关闭两步验证" }).click();
      await page.getByLabel("当前密码").fill(NEXT);
      await page.getByRole("button", { name: "关闭两步验证" }).last().click();
      await here.sees("未开启");
      await here.look("04-off");
    });
  },
);
