import { describe, expect, it } from "vitest";
import type { Robot, Robots } from "../../api/types";
import { draftOf, freeKey, kindOfWebhook, missingIn, settingsOf } from "./robot-draft";

const kind = (key: string, host: string, more: boolean) => ({
  key,
  name: key,
  help: "",
  hosts: [host],
  example: `https://${host}/…`,
  signs: more,
  keywords: more,
});
const ROBOTS: Robots = {
  items: [],
  wanted: [],
  apps: [],
  kinds: [kind("wecom", "qyapi.weixin.qq.com", false), kind("dingtalk", "oapi.dingtalk.com", true)],
};
const STORED: Robot = {
  key: "desk",
  name: "Desk",
  kind: "dingtalk",
  kind_name: "DingTalk",
  host: "oapi.dingtalk.com",
  keyword: "notice",
  language: "en",
  apps: ["service_desk"],
  other_host: false,
  plain_http: false,
  secrets: { webhook: true, secret: true },
  changed_at: "2026-11-30T00:00:00Z",
  problem: null,
  used_by: [],
};

describe("a robot while it is filled in", () => {
  it("writes in the language of who connects it, a stored one in its own", () => {
    expect(draftOf(undefined, ROBOTS, "", "en").language).toBe("en");
    expect(draftOf(undefined, ROBOTS, "", "zh-CN").language).toBe("zh-CN");
    expect(draftOf(STORED, ROBOTS, "", "zh-CN").language).toBe("en");
  });

  it("begins with a key that nobody has, or the one that rules name", () => {
    expect(freeKey([])).toBe("group");
    expect(freeKey(["group", "group_2"])).toBe("group_3");
    expect(draftOf(undefined, ROBOTS, "service_group", "en").key).toBe("service_group");
  });

  it("knows the provider by the address that was pasted", () => {
    expect(kindOfWebhook(" https://oapi.dingtalk.com/robot/send?access_token=1", ROBOTS)).toBe(
      "dingtalk",
    );
    expect(kindOfWebhook("https://oapi.dingtalk.com.evil.example/", ROBOTS)).toBeUndefined();
    expect(kindOfWebhook("not an address", ROBOTS)).toBeUndefined();
  });

  it("asks for the webhook of a new one only", () => {
    const fresh = draftOf(undefined, ROBOTS, "Group 1", "en");
    expect(Object.keys(missingIn(fresh, false)).sort()).toEqual(["key", "name", "webhook"]);
    expect(missingIn(draftOf(STORED, ROBOTS, "", "en"), true)).toEqual({});
  });

  it("says outright which apps may use it", () => {
    const of = (apps: string[] | null) => draftOf({ ...STORED, apps }, ROBOTS, "", "en");
    expect([null, [], ["service_desk"]].map((apps) => of(apps).reach)).toEqual([
      "all",
      "none",
      "some",
    ]);
    for (const apps of [null, [], ["service_desk"]])
      expect(settingsOf(of(apps), ROBOTS).apps).toEqual(apps);
    expect(settingsOf({ ...of(["service_desk"]), reach: "none" }, ROBOTS).apps).toEqual([]);
    expect(settingsOf({ ...of(["service_desk"]), reach: "all" }, ROBOTS).apps).toBeNull();
    expect(missingIn({ ...of([]), reach: "some" }, true)).toEqual({
      apps: "robots.apps_missing",
    });
  });

  it("leaves out secrets that stay, and what the provider does not know", () => {
    const draft = draftOf(STORED, ROBOTS, "", "en");
    const settings = settingsOf(draft, ROBOTS);
    expect(settings).toMatchObject({ name: "Desk", keyword: "notice", apps: ["service_desk"] });
    expect(Object.keys(settings)).not.toContain("webhook");
    expect(Object.keys(settings)).not.toContain("secret");
    const other = settingsOf({ ...draft, kind: "wecom", secret: "s", webhook: " w " }, ROBOTS);
    expect(other).toMatchObject({ keyword: "", webhook: "w" });
    expect(Object.keys(other)).not.toContain("secret");
    expect(settingsOf({ ...draft, plain_http: true }, ROBOTS).plain_http).toBe(false);
  });
});
