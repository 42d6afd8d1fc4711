import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { kindOf } from "./registry";

vi.mock("./calendar", () => {
  throw new TypeError("Failed to fetch dynamically imported module: /assets/calendar-old.js");
});

it("without its calendar – an old tab after an upgrade – a date is typed, and the page stays", async () => {
  const { Input } = kindOf({ type: "date" });
  const onChange = vi.fn();
  const field = { key: "day", type: "date", label: "日期", required: false };
  render(<Input id="day" field={field} value={null} error={null} onChange={onChange} />);
  fireEvent.click(screen.getByRole("button"));
  expect((await screen.findByRole("alert")).textContent).not.toBe("");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "2026-11-30" } });
  expect(onChange).toHaveBeenCalledWith("2026-11-30");
});
