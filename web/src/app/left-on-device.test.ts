import { beforeEach, expect, it } from "vitest";
import { forgetLeft, forgetOld, leftOf } from "./left-on-device";

const DAY = 24 * 3600_000;
const NOW = Date.UTC(2026, 10, 30);
let kept: Map<string, string>;
let device: Storage;

beforeEach(() => {
  kept = new Map();
  device = {
    get length() {
      return kept.size;
    },
    key: (place: number) => [...kept.keys()][place] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
  };
});

it("takes what one person wrote, and nothing of another's or of the settings", () => {
  const mine = [
    "helpwright.draft.p1.r1",
    "helpwright.draft.p1.desk.form.ticket#a",
    "helpwright.new.p1.ticket",
  ];
  const others = [
    "helpwright.draft.p11.r1",
    "helpwright.new.p2.ticket",
    "helpwright.draft.ticket",
    "helpwright.welcome",
  ];
  for (const key of [...mine, ...others]) device.setItem(key, "{}");
  expect(leftOf(device, "p1").sort()).toEqual([...mine].sort());
  forgetLeft(device, "p1");
  expect([...kept.keys()]).toEqual(others);
});

it("takes what was left longer than 30 days ago, whoever wrote it", () => {
  device.setItem("helpwright.draft.p1.old", JSON.stringify({ at: NOW - 31 * DAY }));
  device.setItem("helpwright.draft.ticket", JSON.stringify({ savedAt: NOW - 31 * DAY }));
  device.setItem("helpwright.new.p1.ticket", JSON.stringify({ at: NOW - 29 * DAY }));
  device.setItem("helpwright.draft.p1.undated", "{}");
  device.setItem("helpwright.draft.p1.broken", "not json");
  device.setItem("helpwright.welcome", JSON.stringify({ at: NOW - 400 * DAY }));
  forgetOld(device, NOW);
  expect([...kept.keys()]).toEqual([
    "helpwright.new.p1.ticket",
    "helpwright.draft.p1.undated",
    "helpwright.draft.p1.broken",
    "helpwright.welcome",
  ]);
});

it("does nothing where the browser keeps nothing", () => {
  const refusing = new Proxy(device, {
    get: () => {
      throw new DOMException("denied", "SecurityError");
    },
  });
  for (const none of [undefined, refusing]) {
    expect(leftOf(none, "p1")).toEqual([]);
    forgetLeft(none, "p1");
    forgetOld(none, NOW);
  }
});
