import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { Portal } from "./app";
import type { Progress } from "./model";

const FILES = Array.from({ length: 200 }, (_, number) => ({
  id: `f${number}`,
  name: `${number}.jpg`,
  size: 9,
  type: "image/jpeg",
}));
const PROGRESS = {
  number: "GD1",
  company: "Artisan",
  form: "Service ticket",
  submitted_at: "2026-11-30T01:00:00Z",
  state: "working",
  status: null,
  resolution_due: null,
  confirm_until: null,
  verbs: ["reply"],
  rating: null,
  form_url: null,
  steps: [],
  submitted: [],
  shown: [{ label: "Photos", value: "", files: FILES }],
  timeline: [
    { id: "1", kind: "reply", at: "2026-11-30T02:00:00Z", text: "", files: FILES.slice(0, 3) },
  ],
} as unknown as Progress;

async function open(language: string) {
  vi.stubGlobal("fetch", async () => Response.json(PROGRESS));
  vi.stubGlobal(
    "WebSocket",
    class {
      close() {}
    },
  );
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  window.localStorage.setItem("helpwright.language", language);
  render(<Portal path="/p/t1" />);
  await screen.findByRole("heading", { level: 1 });
  await act(async () => {});
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  window.localStorage.clear();
});

const links = () => document.querySelectorAll(".p-shown .p-files a");

it("shows the first of two hundred files, and all of them when that is wanted", async () => {
  await open("en");
  expect(links()).toHaveLength(24);
  const more = screen.getByRole("button", { name: "Show all files (200)" });
  expect(more.getAttribute("aria-expanded")).toBe("false");
  fireEvent.click(more);
  expect(links()).toHaveLength(200);
  fireEvent.click(screen.getByRole("button", { name: "Show less" }));
  expect(links()).toHaveLength(24);
  expect(screen.getAllByRole("link", { name: /^Open [012].jpg/ })).toHaveLength(6);
});

it("has all of them on paper, and says it in Chinese", async () => {
  await open("zh-CN");
  screen.getByRole("button", { name: "看全部 200 个附件" });
  fireEvent(window, new Event("beforeprint"));
  expect(links()).toHaveLength(200);
  expect(screen.queryByRole("button", { name: /看全部/ })).toBeNull();
  fireEvent(window, new Event("afterprint"));
  expect(links()).toHaveLength(24);
});
