/** What a screen is: where it is, what shows that it is there, and what is done before it is photographed. */

import type { Page } from "playwright-core";
import type { Scene } from "../desk.ts";

/** The page, whether it is a phone, and a word in the language of the page. */
export interface Stage {
  page: Page;
  phone: boolean;
  word: (zh: string, en: string) => string;
  scene: Scene;
}

/** Who looks: the administrator, a stranger, the administrator of the product that nobody has used, or one of the scene. */
export type Viewer = "administrator" | "stranger" | "newcomer" | keyof Scene["people"];

export interface Screen {
  name: string;
  group: (typeof GROUPS)[number]["key"];
  zh: string;
  en: string;
  at: (scene: Scene) => string;
  /** What shows that it is there. */
  sign: string;
  /** Done before the page is opened: what it is to be answered. */
  before?: (stage: Stage) => Promise<void>;
  act?: (stage: Stage) => Promise<void>;
  /** Done when it has been photographed: what it changed is as before. */
  after?: (stage: Stage) => Promise<void>;
  viewer: Viewer;
  /** Changes its session: it has one of its own, that is forgotten afterwards. */
  own?: true;
  /** Is photographed while it still waits for the server. */
  waiting?: true;
  /** Looks the same at every size, or is there at one only. */
  only?: "desk" | "phone";
}

export const GROUPS = [
  { key: "workbench", zh: "工作台", en: "Workbench" },
  { key: "tickets", zh: "工单", en: "Tickets" },
  { key: "lists", zh: "列表", en: "Lists" },
  { key: "dashboards", zh: "看板", en: "Dashboards" },
  { key: "studio", zh: "搭建", en: "Studio" },
  { key: "publishing", zh: "发布与版本", en: "Publishing and versions" },
  { key: "admin", zh: "管理", en: "Administration" },
  { key: "entry", zh: "进入", en: "Coming in" },
  { key: "customer", zh: "客户看到的", en: "What customers see" },
  { key: "states", zh: "空、错、断网", en: "Empty, failed, offline" },
] as const;

export const tickets = "/forms/service_desk.ticket";
export const studio = "/studio/service_desk";
/** A row of a list, whatever it looks like there. */
export const ROW = "[data-record], .job, .card";

type More = Partial<
  Pick<Screen, "before" | "act" | "after" | "viewer" | "own" | "waiting" | "only">
>;

export function one(
  group: Screen["group"],
  name: string,
  [zh, en]: [string, string],
  at: string | ((scene: Scene) => string),
  sign: string,
  more: More = {},
): Screen {
  const place = typeof at === "string" ? () => at : at;
  return { group, name, zh, en, at: place, sign, viewer: "administrator", ...more };
}

/** Clicks the first button of that name that can be seen. */
export async function button({ page, word }: Stage, zh: string, en: string): Promise<void> {
  await page
    .getByRole("button", { name: word(zh, en) })
    .filter({ visible: true })
    .first()
    .click();
}

/** Clicks the first tab of that name. */
export async function tab({ page, word }: Stage, zh: string, en: string): Promise<void> {
  await page
    .getByRole("tab", { name: word(zh, en) })
    .first()
    .click();
}

/** Waits until a dialog or drawer is there. */
export async function dialog({ page }: Stage): Promise<void> {
  await page.getByRole("dialog").first().waitFor();
}

/** A sheet as it comes out of an office program, without a file. */
export function sheet(name: string, lines: readonly string[]) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(`\uFEFF${lines.join("\r\n")}\r\n`) };
}

export async function choosesSheet(
  { page }: Stage,
  name: string,
  lines: readonly string[],
): Promise<void> {
  await page.locator("input[type=file][accept*=csv]").first().setInputFiles(sheet(name, lines));
}

/** What the server failed to do. */
export const problem = (status: number, code: string) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ status, code, title: "", detail: "" }),
});

/** Writes through HTTP as whoever looks at the page. */
export async function writes(
  { page }: Stage,
  method: "DELETE" | "PATCH" | "POST" | "PUT",
  path: string,
  data?: object,
): Promise<void> {
  const origin = new URL(page.url()).origin;
  const at = (place: string) => `${origin}/api/v1/${place}`;
  const session = (await (await page.request.get(at("session"))).json()) as { csrf_token: string };
  const answer = await page.request.fetch(at(path), {
    method,
    ...(data ? { data } : {}),
    headers: { origin, "X-CSRF-Token": session.csrf_token },
  });
  if (!answer.ok()) throw new Error(await answer.text());
}

/** Reads through HTTP as whoever looks at the page. */
export async function reads<Answer>({ page }: Stage, path: string): Promise<Answer> {
  const answer = await page.request.get(new URL(`/api/v1/${path}`, page.url()).href);
  if (!answer.ok()) throw new Error(await answer.text());
  return (await answer.json()) as Answer;
}
