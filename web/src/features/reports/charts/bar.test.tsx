import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Widget } from "../../../api/types";
import { addPlural } from "../../../i18n/plural";
import { english } from "../../../i18n/texts";
import { drawing as Bars } from "./bar";

// Asked as soon as the files are read.
vi.hoisted(() => {
  const deaf = () => undefined;
  window.matchMedia = () =>
    ({ matches: false, addEventListener: deaf, removeEventListener: deaf }) as never;
});

beforeAll(async () => {
  const texts = i18next.use(initReactI18next);
  await texts.init({
    lng: "en",
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
  });
  addPlural(texts);
});
afterEach(cleanup);

function widget(count: number): Widget {
  return {
    title: "By branch",
    settings: {},
    columns: [
      { key: "branch", label: "Branch", type: "select" },
      { key: "count", label: "Count", type: "count" },
    ],
    rows: Array.from({ length: count }, (_, at) => [`branch ${at}`, at + 1]),
  } as unknown as Widget;
}

it("says how many of a thousand groups are not drawn", () => {
  render(<Bars widget={widget(1000)} />);
  expect(screen.getAllByRole("listitem")).toHaveLength(12);
  expect(screen.getByText("branch 999")).toBeTruthy();
  expect(screen.getByText(/988 more are not drawn/)).toBeTruthy();
});

it("says nothing where all are drawn", () => {
  render(<Bars widget={widget(12)} />);
  expect(screen.queryByText(/not drawn/)).toBeNull();
});
