import { expect, it } from "vitest";
import { changedIn, rebasedWay, settingsOfWay, wayDraftOf } from "./way-draft";

const gateway = wayDraftOf({
  way: "sms",
  settings: { provider: "gateway", base_url: "http://10.0.0.2:80", plain_http: true, sign: "A" },
});
const moved = { ...gateway, base_url: "https://other.example", open_host: "", sign: "B" };

it("sends what was changed here onto what is stored by now", () => {
  const mine = { ...gateway, variable: "code" };
  expect(changedIn(mine, gateway)).toEqual(["variable"]);
  expect(settingsOfWay("sms", rebasedWay(mine, gateway, moved))).toEqual({
    provider: "gateway",
    base_url: "https://other.example",
    sign: "B",
  });
});

it("sends a secret to the address that was seen when it was typed", () => {
  const wanted = rebasedWay({ ...gateway, token: "T" }, gateway, moved);
  expect(settingsOfWay("sms", wanted)).toEqual({
    provider: "gateway",
    base_url: "http://10.0.0.2:80",
    plain_http: true,
    token: "T",
    sign: "B",
  });
});

it("keeps an address with its provider", () => {
  const aliyun = { ...gateway, provider: "aliyun", base_url: "https://dysmsapi.aliyuncs.com" };
  expect(rebasedWay(aliyun, gateway, moved)).toMatchObject({
    provider: "aliyun",
    base_url: "https://dysmsapi.aliyuncs.com",
    sign: "B",
  });
});
