import type { components } from "../../api/schema";
import type { Robot, Robots } from "../../api/types";

/** A robot while an administrator fills it in. Pure. */

export type Settings = components["schemas"]["RobotSettings"];

/** Which apps may use it. */
export type Reach = "all" | "some" | "none";
export const REACHES: readonly Reach[] = ["all", "some", "none"];

export interface RobotDraft {
  key: string;
  name: string;
  kind: string;
  webhook: string;
  secret: string;
  /** The stored secret is to go. */
  unsigned: boolean;
  keyword: string;
  language: "zh-CN" | "en";
  reach: Reach;
  /** Where only some may use it. */
  apps: string[];
  other_host: boolean;
  plain_http: boolean;
}

/** What is stored of it, or a new one under a key that rules name already, in the language of who connects it. */
export function draftOf(
  robot: Robot | undefined,
  robots: Robots,
  wanted: string,
  language: RobotDraft["language"],
): RobotDraft {
  const own = robot ? robot.language : language;
  return {
    key: robot?.key ?? wanted,
    name: robot?.name ?? "",
    kind: robot?.kind ?? robots.kinds[0]?.key ?? "",
    webhook: "",
    secret: "",
    unsigned: false,
    keyword: robot?.keyword ?? "",
    language: own === "en" ? "en" : "zh-CN",
    reach: !robot?.apps ? "all" : robot.apps.length > 0 ? "some" : "none",
    apps: robot?.apps ?? [],
    other_host: robot?.other_host ?? false,
    plain_http: robot?.plain_http ?? false,
  };
}

/** `mine` began as `from`, which has become `onto` meanwhile: what was changed stays, the rest is as it is by now. */
export function rebased(mine: RobotDraft, from: RobotDraft, onto: RobotDraft): RobotDraft {
  const same = ([member, value]: [string, unknown]) =>
    JSON.stringify(value) === JSON.stringify(from[member as keyof RobotDraft]);
  const changed = Object.entries(mine).filter((each) => !same(each));
  return { ...onto, ...Object.fromEntries(changed) };
}

/** All robots with this one, which has just been saved. */
export function withRobot(robots: Robots, robot: Robot): Robots {
  const others = robots.items.filter(({ key }) => key !== robot.key);
  const wanted = robots.wanted.filter(({ key }) => key !== robot.key);
  return { ...robots, items: [...others, robot], wanted };
}

/** A key that no other robot has: `group`, `group_2` … */
export function freeKey(taken: readonly string[]): string {
  if (!taken.includes("group")) return "group";
  let number = 2;
  while (taken.includes(`group_${number}`)) number += 1;
  return `group_${number}`;
}

/** The provider to which an address belongs. */
export function kindOfWebhook(webhook: string, robots: Robots): string | undefined {
  try {
    const { hostname } = new URL(webhook.trim());
    return robots.kinds.find((kind) => kind.hosts.includes(hostname))?.key;
  } catch {
    return undefined;
  }
}

const KEY = /^[a-z][a-z0-9_]{0,39}$/;

/** What keeps it from being saved, by member. */
export function missingIn(
  draft: RobotDraft,
  stored: boolean,
): Partial<Record<keyof RobotDraft, string>> {
  const found: Partial<Record<keyof RobotDraft, string>> = {};
  if (!draft.name.trim()) found.name = "setup.missing";
  if (!KEY.test(draft.key)) found.key = "robots.key_wrong";
  if (!stored && !draft.webhook.trim()) found.webhook = "setup.missing";
  if (draft.reach === "some" && draft.apps.length === 0) found.apps = "robots.apps_missing";
  return found;
}

/** As it is sent: a secret that is left empty stays as it is unless it is to go, one that the provider does not know is left out. */
export function settingsOf(draft: RobotDraft, robots: Robots): Settings {
  const kind = robots.kinds.find((each) => each.key === draft.kind);
  const webhook = draft.webhook.trim();
  const secret = draft.secret.trim();
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    keyword: kind?.keywords ? draft.keyword.trim() : "",
    language: draft.language,
    apps: draft.reach === "all" ? null : draft.reach === "some" ? draft.apps : [],
    other_host: draft.other_host,
    plain_http: draft.other_host && draft.plain_http,
    ...(webhook ? { webhook } : {}),
    ...(kind?.signs && (secret || draft.unsigned) ? { secret } : {}),
  } as Settings;
}
