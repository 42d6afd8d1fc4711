import { afterEach, beforeEach, expect, test, vi } from "vitest";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-27T08:00:00Z");

const httpDate = (at: number) => new Date(at).toUTCString();

async function fresh() {
  vi.resetModules();
  return import("./server-time");
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

test("a device whose clock is right keeps its own, to the millisecond", async () => {
  const { learnTime, serverNow } = await fresh();
  learnTime(httpDate(NOW - 900), NOW - 300);
  expect(serverNow()).toBe(NOW);
});

test.each([HOUR, -HOUR, 24 * HOUR])(
  "a device that is %d ms off follows the server",
  async (off) => {
    const { learnTime, serverNow } = await fresh();
    vi.setSystemTime(NOW + off);
    learnTime(httpDate(NOW), NOW + off);
    expect(Math.abs(serverNow() - NOW)).toBeLessThanOrEqual(1000);
  },
);

test("nothing jumps with the next answers, nor with a slow one", async () => {
  const { learnTime, onTimeSet, serverNow } = await fresh();
  const heard = vi.fn();
  onTimeSet(heard);
  vi.setSystemTime(NOW + HOUR);
  learnTime(httpDate(NOW), NOW + HOUR);
  const first = serverNow();
  learnTime(httpDate(NOW - 1000), NOW + HOUR);
  learnTime(httpDate(NOW + 1000), NOW + HOUR);
  // Asked eight seconds ago, answered at once, and the answer took its time.
  learnTime(httpDate(NOW - 8000), NOW + HOUR - 8000);
  expect(serverNow()).toBe(first);
  expect(heard).toHaveBeenCalledTimes(1);
});

test("a clock that is put right is followed again", async () => {
  const { learnTime, serverNow } = await fresh();
  vi.setSystemTime(NOW + HOUR);
  learnTime(httpDate(NOW), NOW + HOUR);
  vi.setSystemTime(NOW);
  // Set back while the answer was on its way.
  learnTime(httpDate(NOW), NOW + HOUR);
  expect(serverNow()).toBe(NOW);
});

test("an answer without a date says nothing", async () => {
  const { learnTime, serverNow } = await fresh();
  learnTime(null, NOW);
  learnTime("soon", NOW);
  expect(serverNow()).toBe(NOW);
});
