// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";

const on = new Set<string>();
const listeners = new Map<string, Set<() => void>>();

vi.stubGlobal("matchMedia", (query: string) => {
  const heard = listeners.get(query) ?? new Set();
  listeners.set(query, heard);
  return {
    get matches() {
      return on.has(query);
    },
    addEventListener: (_: string, notify: () => void) => heard.add(notify),
    removeEventListener: (_: string, notify: () => void) => heard.delete(notify),
  };
});

const DARK = "(prefers-color-scheme: dark)";

function turn(query: string, to: boolean): void {
  if (to) on.add(query);
  else on.delete(query);
  for (const notify of listeners.get(query) ?? []) notify();
}

it("is light and stands still on paper, whatever the screen is like", async () => {
  const { mayMove, startTheme } = await import("./theme");
  const { usePreferences } = await import("./preferences");
  const shown = () => document.documentElement.dataset.theme;
  startTheme();
  turn(DARK, true);
  expect(shown()).toBe("dark");
  expect(mayMove()).toBe(true);
  turn("print", true);
  expect(shown()).toBe("light");
  expect(mayMove()).toBe(false);
  turn("print", false);
  expect(shown()).toBe("dark");
  turn(DARK, false);
  usePreferences.setState({ theme: "dark" });
  expect(shown()).toBe("dark");
  turn("print", true);
  expect(shown()).toBe("light");
});

it("stands still for people who asked their device for calm", async () => {
  const { mayMove } = await import("./theme");
  turn("print", false);
  turn("(prefers-reduced-motion: reduce)", true);
  expect(mayMove()).toBe(false);
});

it("draws the rim of a radio as that of a checkbox, so that one sees what else can be chosen", async () => {
  document.documentElement.style.setProperty("--text-4", "#8a94a3");
  const { useAntTheme } = await import("./theme");
  const { components } = renderHook(() => useAntTheme()).result.current;
  expect(components?.Radio?.colorBorder).toBe("#8a94a3");
  expect(components?.Checkbox?.colorBorder).toBe("#8a94a3");
});
