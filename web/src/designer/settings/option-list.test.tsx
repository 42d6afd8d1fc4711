import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Options } from "./option-list";

let OptionList: typeof import("./option-list")["OptionList"];
let made: Options = {};

beforeAll(async () => {
  const Nothing = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  vi.stubGlobal("ResizeObserver", Nothing);
  vi.stubGlobal("IntersectionObserver", Nothing);
  await inEnglish(async () => new Response());
  ({ OptionList } = await import("./option-list"));
});
afterEach(cleanup);

function List({ count }: { count: number }) {
  const [value, setValue] = useState<Options>(() =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { en: `Part ${at}` }])),
  );
  made = value;
  return <OptionList value={value} onChange={setValue} label="Options" />;
}

const rows = () => screen.getAllByRole<HTMLInputElement>("textbox", { name: /^Option \d/ });
const labels = () => Object.values(made).map((each) => (typeof each === "string" ? each : each.en));

it("draws of a thousand options only those that are seen", () => {
  render(<List count={1_000} />);
  expect(rows().length).toBeLessThan(80);
  expect(screen.getByRole("searchbox", { name: "Search 1000 options" })).toBeTruthy();
});

it("asks for no search where a glance is enough", () => {
  render(<List count={12} />);
  expect(rows()).toHaveLength(12);
  expect(screen.queryByRole("searchbox")).toBeNull();
});

it("finds one, keeps it there while it gets another name, and says when there is none", () => {
  render(<List count={1_000} />);
  const search = screen.getByRole("searchbox");
  fireEvent.change(search, { target: { value: "part 987" } });
  const [found] = rows();
  expect(rows()).toHaveLength(1);
  expect(found?.getAttribute("aria-label")).toBe("Option 988");
  fireEvent.change(found as HTMLInputElement, { target: { value: "Pump" } });
  expect(rows().map((each) => each.value)).toEqual(["Pump"]);
  expect(labels()[987]).toBe("Pump");
  fireEvent.change(search, { target: { value: "nothing like it" } });
  expect(screen.getByText("No option is called so.")).toBeTruthy();
});

it("moves one by steps, to the top and to the end", () => {
  render(<List count={1_000} />);
  const press = (key: string) => {
    const input = rows().find((each) => each.value === "Part 3") as HTMLInputElement;
    fireEvent.keyDown(input, { key, altKey: true });
  };
  press("ArrowDown");
  expect(labels().slice(2, 5)).toEqual(["Part 2", "Part 4", "Part 3"]);
  press("Home");
  expect(labels()[0]).toBe("Part 3");
  press("End");
  expect(labels().at(-1)).toBe("Part 3");
});

it("takes a column of a sheet behind the option it is pasted into, each with a key of its own", () => {
  render(<List count={3} />);
  const lines = Array.from({ length: 997 }, (_, at) => (at % 2 ? `Valve ${at}` : "★"));
  fireEvent.paste(rows()[0] as HTMLInputElement, {
    clipboardData: { getData: () => lines.join("\r\n") },
  });
  expect(labels()).toHaveLength(1_000);
  expect(labels().slice(0, 3)).toEqual(["Part 0", "★", "Valve 1"]);
  expect(labels().slice(-2)).toEqual(["Part 1", "Part 2"]);
});

it("is removed by Backspace in an empty label, not by the key that is still held from emptying it", () => {
  render(<List count={3} />);
  const last = rows()[2] as HTMLInputElement;
  fireEvent.change(last, { target: { value: "" } });
  fireEvent.keyDown(last, { key: "Backspace", repeat: true });
  expect(rows()).toHaveLength(3);
  fireEvent.keyDown(last, { key: "Backspace" });
  expect(rows()).toHaveLength(2);
});

it("adds one option by Enter, however long it is held", () => {
  render(<List count={3} />);
  const last = rows()[2] as HTMLInputElement;
  fireEvent.keyDown(last, { key: "Enter" });
  fireEvent.keyDown(last, { key: "Enter", repeat: true });
  expect(rows()).toHaveLength(4);
});
