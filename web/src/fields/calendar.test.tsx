import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import Calendar from "./calendar";

afterEach(cleanup);

const DAY = "2026-11-30";
const instant = (day: string, time: string) => new Date(`${day}T${time}`).toISOString();

function open(value: string, min: string | null) {
  const onChoose = vi.fn();
  render(<Calendar value={value} timed min={min} max={null} clearable onChoose={onChoose} />);
  return { onChoose, done: screen.getByRole<HTMLButtonElement>("button", { name: /确定|Done/ }) };
}

it("does not take a day that is closed when it is done", () => {
  const { onChoose, done } = open(instant(DAY, "09:00"), instant("2026-12-02", "00:00"));
  fireEvent.click(done);
  expect(onChoose).not.toHaveBeenCalled();
  expect(done.disabled).toBe(true);
  fireEvent.keyDown(screen.getByRole("table"), { key: "PageDown" });
  fireEvent.click(done);
  expect(onChoose).not.toHaveBeenCalled();
});

it("takes one that is open", () => {
  const { onChoose, done } = open(instant(DAY, "09:00"), instant("2026-11-01", "00:00"));
  fireEvent.click(done);
  expect(onChoose).toHaveBeenCalledTimes(1);
  expect(onChoose.mock.calls[0]?.[1]).toBe(true);
});
