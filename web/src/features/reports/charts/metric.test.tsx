import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Widget } from "../../../api/types";
import { addPlural } from "../../../i18n/plural";
import { english } from "../../../i18n/texts";
import { drawing as Metric } from "./metric";
import { drawing as Trend } from "./trend";

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

const SHARE = { key: "m0", label: "Satisfied", type: "percent" };
const COUNT = { key: "m0", label: "Count", type: "count" };
const DAY = { key: "day", label: "Solved", type: "day" };

function widget(columns: object[], rows: unknown[][], settings: object = {}): Widget {
  return { title: "A number", settings, columns, rows } as unknown as Widget;
}

it("shows no zero where nothing was measured", () => {
  render(<Metric widget={widget([SHARE], [[null]], { target: 0.9 })} />);
  expect(screen.getByText("–")).toBeTruthy();
  expect(screen.queryByText(/^0/)).toBeNull();
});

it("takes what has no time for no newest number", () => {
  const rows = [
    ["2026-11-23", 17],
    ["2026-11-24", 42],
    [null, 999],
  ];
  render(<Trend widget={widget([DAY, COUNT], rows)} />);
  expect(screen.getByText("42")).toBeTruthy();
  expect(screen.queryByText("999")).toBeNull();
});
