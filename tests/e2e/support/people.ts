/** The people of the stories, and what several of them do in the same way. */

import type { Page } from "playwright-core";
import type { Person } from "./story.ts";

export const agent = {
  name: "李娜",
  phone: "13900001111",
  password: "first-day-2026",
};

/** An instant as the company's clock shows it: `2026-11-26 10:00`. */
export function localTime(instant: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai",
    dateStyle: "short",
    timeStyle: "short",
  });
  return format.format(new Date(instant));
}

/** Signs in through the page and waits for the workbench. */
export async function signIn(person: Person, login: string, password: string): Promise<void> {
  const { page } = person;
  await person.open("/");
  await page.locator("input[autocomplete=username]").fill(login);
  await page.locator("input[autocomplete=current-password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/tasks");
}

/** Marks a page, so that a later look tells whether it was loaded anew meanwhile. */
export async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => {
    (window as { journeyMark?: boolean }).journeyMark = true;
  });
  return () => page.evaluate(() => (window as { journeyMark?: boolean }).journeyMark === true);
}

export interface Ticket {
  number: string;
  /** Address of the progress page. */
  progress: string;
}

/** A customer fills in the public form by keyboard and comes to the progress page. */
export async function report(person: Person, description: string): Promise<Ticket> {
  const { page } = person;
  await person.open("/f/ticket");
  await page.getByLabel("联系电话").fill("13800138000");
  await page.getByLabel("客户姓名").fill("张伟");
  await page.getByRole("radio", { name: "技术支持" }).tap();
  await page.getByLabel("问题描述").fill(description);
  await page.getByRole("button", { name: "提交", exact: true }).tap();
  const number = await page.locator(".p-number strong").innerText();
  await page.getByRole("link", { name: "查看处理进度" }).tap();
  await person.sees(number);
  return { number: number.trim(), progress: page.url() };
}
