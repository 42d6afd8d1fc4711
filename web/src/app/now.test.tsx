import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, test, vi } from "vitest";
import { learnTime } from "../api/server-time";
import { useNow } from "./now";

const NOW = Date.parse("2026-11-27T08:00:00Z");
const HOUR = 3_600_000;

function Clock() {
  return <time>{new Date(useNow()).toISOString().slice(0, 16)}</time>;
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  learnTime(new Date(NOW).toUTCString(), NOW);
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("a laptop that slept for a day shows the present as soon as it is looked at", () => {
  render(<Clock />);
  screen.getByText("2026-11-27T08:00");
  vi.setSystemTime(NOW + 24 * HOUR);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  screen.getByText("2026-11-28T08:00");
});

test("a clock that is an hour ahead is found out with the first answer", () => {
  vi.setSystemTime(NOW + HOUR);
  render(<Clock />);
  screen.getByText("2026-11-27T09:00");
  act(() => learnTime(new Date(NOW).toUTCString(), NOW + HOUR));
  screen.getByText("2026-11-27T08:00");
});

test("countdowns move on while one looks", () => {
  render(<Clock />);
  act(() => void vi.advanceTimersByTime(60_000));
  screen.getByText("2026-11-27T08:01");
});
