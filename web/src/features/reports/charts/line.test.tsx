import { cleanup, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Widget } from "../../../api/types";
import { addPlural } from "../../../i18n/plural";
import { english } from "../../../i18n/texts";
import { drawing as Line } from "./line";

vi.mock("../chart", () => ({
  Chart: ({ label }: { label: string }) => <p role="img" aria-label={label} />,
  tooltipLook: () => ({}),
}));
// Asked as soon as the files are read: a narrow screen.
vi.hoisted(() => {
  const deaf = () => undefined;
  window.matchMedia = () =>
    ({ matches: true, addEventListener: deaf, removeEventListener: deaf }) as never;
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

it("says of which day the value beside the name of a course is", () => {
  const widget = {
    title: "Durations",
    settings: {},
    columns: [
      { key: "day", label: "Solved", type: "day" },
      { key: "m0", label: "Until solved", type: "duration" },
    ],
    rows: [
      ["2026-11-23", 7200],
      ["2026-11-24", 3600],
      ["2026-11-25", null],
    ],
  } as unknown as Widget;
  render(<Line widget={widget} />);
  const legend = screen.getByText(/^Until solved/);
  expect(legend.textContent).toContain("1 h");
  expect(screen.getByText("11-24").tagName).toBe("SMALL");
  expect(screen.getByRole("img").getAttribute("aria-label")).toBe(
    "Durations: Until solved 1 h (11-24)",
  );
});
