/** Coming in: the first start, signing in with one step and two, and the questions of the first run. */

import type { Scene } from "../desk.ts";
import { button, one, type Stage } from "./screen.ts";

const CODES = [
  "4fk2-9qpx",
  "7hmd-2wvt",
  "k3ja-8rtz",
  "p6xe-5ncy",
  "q9bd-1mls",
  "r2gh-7tva",
  "t8wn-3kpe",
  "v5cz-6jxd",
];

/** Goes on to the nth question of the first run. */
function question(nth: number): (stage: Stage) => Promise<void> {
  return async ({ page }) => {
    for (let at = 1; at < nth; at += 1) {
      await page.locator(".first-foot .btn-primary").click();
    }
    await page.locator(".first-shape, .first-preview").first().waitFor({ state: "attached" });
  };
}

/** Signs in with the password only. */
async function password({ page, scene, word }: Stage): Promise<void> {
  const { login, password } = scene.people.careful;
  await page.getByLabel(word("手机号 / 工号 / 邮箱", "Mobile")).first().fill(login);
  await page.locator("input[type=password]").fill(password);
  await page.locator(".gate-go").click();
  await page.locator("input[autocomplete=one-time-code]").waitFor();
}

/** Proves who one is, and sees the code to be scanned. */
async function scans({ page, scene }: Stage): Promise<void> {
  await page.locator("input[type=password]").fill(scene.people.wanted.password);
  await page.locator(".gate-go").click();
  await page.locator("input[autocomplete=one-time-code]").waitFor();
}

const joining = ({ invitations }: Scene) => invitations.open;

/** What a link for a forgotten password is answered while it opens: it does so for an hour only. */
async function opens({ page, scene }: Stage): Promise<void> {
  const link = {
    kind: "reset",
    name: "周凯",
    login: scene.people.careful.login,
    organization: "华山科技",
    shortest: 8,
    locale: "",
    expires_at: scene.now,
  };
  await page.route("**/api/v1/account/link", (route) => route.fulfill({ json: link }));
}

/** Choosing a password by a link: that of an invitation, and that of who has forgotten theirs. */
const links = [
  one("entry", "join", ["邀请：设置密码", "An invitation"], joining, "#link-login", {
    viewer: "stranger",
    own: true,
  }),
  one("entry", "join-wrong", ["邀请：密码太短", "An invitation: too short"], joining, ".gate", {
    viewer: "stranger",
    own: true,
    act: async ({ page }) => {
      await page.locator("input[type=password]").fill("wind");
      await page.locator(".gate-go").click();
      await page.locator(".entry .field-problem, .has-problem").first().waitFor();
    },
  }),
  one(
    "entry",
    "join-over",
    ["邀请：已经失效", "An invitation that opens no more"],
    ({ invitations }) => invitations.over,
    "[role=alert]",
    { viewer: "stranger", own: true },
  ),
  one("entry", "forgotten", ["忘记密码", "A forgotten password"], "/forgotten", ".gate h1", {
    viewer: "stranger",
  }),
  one(
    "entry",
    "forgotten-sent",
    ["忘记密码：已发出", "A forgotten password: sent"],
    "/forgotten",
    ".gate h1",
    {
      viewer: "stranger",
      act: async ({ page }) => {
        // One login is asked for thrice an hour.
        await page
          .locator("input[autocomplete=username]")
          .fill(`139${String(Date.now()).slice(-8)}`);
        await page.locator(".gate-go").click();
        await page.locator(".gate [role=status]").waitFor();
      },
    },
  ),
  one("entry", "reset", ["设置新密码", "Setting a new password"], "/reset/link", "#link-login", {
    viewer: "stranger",
    own: true,
    before: opens,
  }),
  one(
    "entry",
    "reset-over",
    ["新密码的链接已失效", "A link that opens no more"],
    "/reset/link",
    "[role=alert]",
    { viewer: "stranger", own: true },
  ),
];

export const entry = [
  one("entry", "sign-in", ["登录", "Signing in"], "/sign-in", ".gate", { viewer: "stranger" }),
  ...(
    [
      ["行业", "trade"],
      ["渠道", "channels"],
      ["团队", "teams"],
      ["时间", "hours"],
      ["等级", "levels"],
      ["上门", "field service"],
    ] as const
  ).map(([zh, en], at) =>
    one(
      "entry",
      `first-run-${at + 1}`,
      [`首次使用：${zh}`, `First run: ${en}`],
      "/welcome",
      ".first",
      {
        act: question(at + 1),
      },
    ),
  ),
  one(
    "entry",
    "set-up",
    ["首次启动：一次性链接", "First start: the one-time link"],
    ({ setUp }) => setUp,
    ".gate",
    {
      viewer: "stranger",
    },
  ),
  one(
    "entry",
    "set-up-wrong",
    ["首次启动：待修改", "First start, to be corrected"],
    ({ setUp }) => setUp,
    ".gate",
    {
      viewer: "stranger",
      act: ({ page }) => page.locator(".gate-go").click(),
    },
  ),
  one("entry", "sign-in-wrong", ["密码不对", "A wrong password"], "/sign-in", ".gate", {
    viewer: "stranger",
    act: async ({ page, word }) => {
      await page.getByLabel(word("手机号 / 工号 / 邮箱", "Mobile")).first().fill("13900009999");
      await page.locator("input[type=password]").fill("not-the-password");
      await page.locator(".gate-go").click();
      await page.locator(".gate-problem").waitFor();
    },
  }),
  one(
    "entry",
    "second-step",
    ["登录：两步验证", "Signing in: the second step"],
    "/sign-in",
    ".gate",
    {
      viewer: "stranger",
      act: password,
    },
  ),
  one(
    "entry",
    "second-step-recovery",
    ["登录：恢复码", "Signing in: a recovery code"],
    "/sign-in",
    ".gate",
    {
      viewer: "stranger",
      act: async (stage) => {
        await password(stage);
        await button(stage, "用恢复码", "recovery");
      },
    },
  ),
  one(
    "entry",
    "own-password",
    ["第一次登录：自己的密码", "First sign-in: a password of one’s own"],
    "/tasks",
    ".gate",
    {
      viewer: "renewing",
    },
  ),
  one(
    "entry",
    "second-factor-due",
    ["登录前要先开启两步验证", "A second step is wanted"],
    "/tasks",
    ".gate",
    {
      viewer: "wanted",
    },
  ),
  one(
    "entry",
    "second-factor-scan",
    ["两步验证：扫码", "Second step: scanning"],
    "/tasks",
    ".gate",
    {
      viewer: "wanted",
      act: scans,
    },
  ),
  one("entry", "recovery-codes", ["恢复码", "Recovery codes"], "/tasks", ".gate", {
    viewer: "wanted",
    act: async (stage) => {
      const { page } = stage;
      await scans(stage);
      await page.route("**/second-factor/confirm", (route) =>
        route.fulfill({ json: { codes: CODES } }),
      );
      await page.locator("input[autocomplete=one-time-code]").fill("123456");
      await page.locator(".gate-go").click();
      await page.getByText(CODES[0] ?? "").waitFor();
    },
  }),
  ...links,
];
