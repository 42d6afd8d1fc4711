// @vitest-environment node
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { chinese } from "../i18n/texts";
import { dueState } from "./due";
import { dueWords, duration, fileSize, moment } from "./words";

const now = new Date(2026, 10, 24, 15, 20).getTime();
const at = (month: number, day: number, hour: number, year = 2026) =>
  new Date(year, month - 1, day, hour, 5).getTime();

beforeAll(async () => {
  await i18next.init({
    lng: "zh-CN",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
});

describe("durations", () => {
  it.each([
    [0, "不到 1 分"],
    [1, "1 分"],
    [59, "59 分"],
    [60, "1 小时"],
    [84, "1 小时 24 分"],
    [1440, "1 天"],
    [1590, "1 天 2 小时"],
    [10_140, "7 天"],
  ])("of %i minutes read %s", (minutes, words) => {
    expect(duration(minutes, i18next.t)).toBe(words);
  });
});

describe("moments", () => {
  it("are said by the day, and by the date when far", () => {
    expect(moment(at(11, 24, 9), now, i18next.t)).toBe("今天 09:05");
    expect(moment(at(11, 25, 9), now, i18next.t)).toBe("明天 09:05");
    expect(moment(at(11, 23, 9), now, i18next.t)).toBe("昨天 09:05");
    expect(moment(at(10, 3, 9), now, i18next.t)).toBe("10-03 09:05");
    expect(moment(at(10, 3, 9, 2025), now, i18next.t)).toBe("2025-10-03 09:05");
  });
});

describe("deadlines", () => {
  const say = (due: number) =>
    dueWords(new Date(due).toISOString(), dueState(due, now - 3_600_000, now), now, i18next.t);

  it("count down today, name another day, and say how late", () => {
    expect(say(now + 18 * 60_000)).toBe("剩 18 分");
    expect(say(at(11, 25, 9))).toBe("明天 09:05");
    expect(say(now - 84 * 60_000)).toBe("超时 1 小时 24 分");
  });
});

describe("file sizes", () => {
  it("keep one decimal only while it says something", () => {
    expect([900, 2048, 1_572_864, 52_428_800].map(fileSize)).toEqual([
      "900 B",
      "2.0 KB",
      "1.5 MB",
      "50 MB",
    ]);
  });
});
