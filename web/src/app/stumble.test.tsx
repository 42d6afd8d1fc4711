import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeAll, beforeEach, it, vi } from "vitest";
import { chinese } from "../i18n/texts";
import { Stumble } from "./stumble";

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "zh-CN", resources: { "zh-CN": { translation: chinese } } });
});

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function open(error: Error) {
  const lazy = () => Promise.reject(error);
  const router = createMemoryRouter([{ path: "/", lazy, errorElement: <Stumble /> }]);
  render(<RouterProvider router={router} />);
}

it.each([
  "Failed to fetch dynamically imported module: http://desk/assets/list-1.js",
  "error loading dynamically imported module: http://desk/assets/list-1.js",
  "Importing a module script failed.",
  "Unable to preload CSS for /assets/list-1.css",
])("an old tab after an upgrade is told so: %s", async (message) => {
  open(new TypeError(message));
  await screen.findByRole("heading", { name: "服匠已更新" });
  screen.getByRole("button", { name: "重新打开" });
});

it("without a network it is the network", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  open(new TypeError("Failed to fetch dynamically imported module: /assets/list-1.js"));
  await screen.findByRole("heading", { name: "现在连不上网络" });
});

it("what is broken is said to be broken", async () => {
  open(new Error("undefined is not a function"));
  await screen.findByRole("heading", { name: "这个页面出了点问题" });
});
