import { readFileSync } from "node:fs";
import { launchBrowser } from "./support/browser.ts";
import { lookAt } from "./support/look.ts";
import { administrator } from "./support/product.ts";
const scene = JSON.parse(readFileSync("output/pictures.json", "utf8"));
const S = "/studio/service_desk";
const list: [string,string,string][] = [
 ["app", S, ".studio-part-link"],
 ["form", S+"/forms/ticket?at=fields.problem_type", ".d-frame"],
 ["flow", S+"/flows/ticket_flow", ".d-frame"],
 ["rule", S+"/rules/critical", ".rl-page"],
 ["board", S+"/dashboards/cockpit?at=widgets.by_type", ".d-frame"],
 ["roles", S+"/roles", ".d-frame"],
 ["welcome", "/welcome", ".first"],
 ["missing", S+"/flows/nothing_here", "h1, h2"],
 ["calendars", S+"/calendars", ".d-frame"],
 ["surveys", S+"/surveys", ".d-frame"],
 ["teams", S+"/teams", ".d-frame"],
 ["audit", "/admin/audit", "h1"],
];
const only = process.argv[2];
const browser = await launchBrowser();
for (const [size, w, h] of [["desk",1440,900],["phone",390,844]] as const) {
  const context = await browser.newContext({ viewport: {width:w,height:h}, locale: "en", reducedMotion: "reduce", hasTouch: w<500, isMobile: w<500 });
  context.setDefaultTimeout(40000);
  await context.request.post(scene.url+"/api/v1/session", { data: administrator, headers: { origin: scene.url } }).catch(()=>{});
  const r = await context.request.post(scene.url+"/api/v1/session", { data: { login: administrator.login, password: administrator.password }, headers: { origin: scene.url } });
  if (!r.ok()) console.log(await r.text());
  for (const [name, at, sign] of list) {
    if (only && only !== name) continue;
    const page = await context.newPage();
    try {
      await page.goto(scene.url + at);
      await page.locator(sign).first().waitFor();
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(500);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.waitForTimeout(400);
        const found = await lookAt(page, "axe", `${size}-${name}-${colorScheme}`);
        console.log(size, name, colorScheme, found.length);
        for (const f of found.slice(0, 6)) console.log("   ", f.slice(0, 420));
      }
    } catch (e) { console.log(size, name, String(e).split("\n")[0]); }
    await page.close();
  }
  await context.close();
}
await browser.close();
