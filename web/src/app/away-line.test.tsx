import { act, cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { chinese } from "../i18n/texts";
import { AwayLine } from "./away-line";
import { useLive } from "./line";

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "zh-CN", resources: { "zh-CN": { translation: chinese } } });
});

beforeEach(() => {
  vi.useFakeTimers();
  useLive.setState({ connected: true });
});

afterEach(() => {
  vi.useRealTimers();
  cleanup();
});

const connected = (on: boolean) => act(() => useLive.setState({ connected: on }));
const later = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

it("says that the line is broken when it stays so, and is gone when it is back", () => {
  render(<AwayLine />);
  connected(false);
  later(1900);
  expect(screen.getByRole("status").textContent).toBe("");
  later(200);
  expect(screen.getByRole("status").textContent).toContain("正在重连");
  connected(true);
  expect(screen.getByRole("status").textContent).toBe("");
});

it("is silent about a line that is back at once", () => {
  render(<AwayLine />);
  connected(false);
  later(500);
  connected(true);
  later(5000);
  expect(screen.getByRole("status").textContent).toBe("");
});
