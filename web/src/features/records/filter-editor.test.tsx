import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import type { Field } from "../../api/types";
import { english } from "../../i18n/texts";
import { FilterEditor } from "./filter-editor";
import type { Filterable } from "./filter-words";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
  });
});
afterEach(cleanup);

function branches(count: number): Filterable {
  const options = Array.from({ length: count }, (_, at) => ({
    key: `b${at}`,
    label: `${at === 987 ? "广州天河店" : "网点"} ${at}`,
  }));
  const field = { key: "branch", type: "select", label: "网点", options } as unknown as Field;
  return { key: "branch", label: "网点", kind: "options", field } as Filterable;
}

function open(count: number, value: string[] = []) {
  const onChange = vi.fn();
  const leaf = value.length ? { field: "branch", op: "in", value } : null;
  const known = [branches(count)];
  render(
    <FilterEditor
      known={known}
      value={leaf ?? { field: "branch", op: "in", value: [] }}
      people={[]}
      titles={{}}
      onChange={onChange}
      onDone={() => undefined}
    />,
  );
  return onChange;
}

it("lists few options without asking", () => {
  open(5);
  expect(screen.getAllByRole("checkbox")).toHaveLength(5);
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("finds one of a thousand by characters and pinyin, and says how many are left", async () => {
  const onChange = open(1000, ["b500"]);
  expect(screen.getAllByRole("checkbox")).toHaveLength(100);
  expect(screen.getAllByRole("checkbox")[0]).toHaveProperty("checked", true);
  expect(screen.getByText(/900/)).toBeTruthy();
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "广州" } });
  expect(screen.getAllByRole("checkbox")).toHaveLength(1);
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "guangzhou" } });
  await vi.waitFor(() => expect(screen.getAllByRole("checkbox")).toHaveLength(1));
  fireEvent.click(screen.getByRole("checkbox"));
  expect(onChange).toHaveBeenLastCalledWith({ field: "branch", op: "in", value: ["b500", "b987"] });
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "没有" } });
  expect(screen.queryByRole("checkbox")).toBeNull();
  expect(screen.getByText(/没有/)).toBeTruthy();
});

const MOMENT = { key: "created_at", label: "Created", kind: "time" } as Filterable;
const FIRST = new Date("2026-01-05T00:00:00").toISOString();
const LAST = new Date("2026-01-09T23:59:59.999").toISOString();

it.each([
  { op: "between", value: [FIRST, LAST], days: ["2026-01-05", "2026-01-09"] },
  { op: "ge", value: FIRST, days: ["2026-01-05", ""] },
  { op: "le", value: LAST, days: ["", "2026-01-09"] },
])("shows the days of a condition $op as they were chosen", ({ op, value, days }) => {
  render(
    <FilterEditor
      known={[MOMENT]}
      value={{ field: "created_at", op, value }}
      people={[]}
      titles={{}}
      onChange={() => undefined}
      onDone={() => undefined}
    />,
  );
  const boxes = document.querySelectorAll<HTMLInputElement>("input[type=date]");
  expect([...boxes].map((each) => each.value)).toEqual(days);
});

it("chooses no field by the Enter that ends a word in Chinese", () => {
  render(
    <FilterEditor
      known={[branches(5), MOMENT]}
      value={null}
      people={[]}
      titles={{}}
      onChange={() => undefined}
      onDone={() => undefined}
    />,
  );
  const box = screen.getByRole("textbox");
  fireEvent.change(box, { target: { value: "wangdian" } });
  fireEvent.change(box, { target: { value: "网" } });
  fireEvent.keyDown(box, { key: "Enter", isComposing: true });
  expect(screen.queryByRole("checkbox")).toBeNull();
  fireEvent.keyDown(box, { key: "Enter" });
  expect(screen.getAllByRole("checkbox")).toHaveLength(5);
});

it("offers the next hours of a limit, not the past of a time", () => {
  const onChange = vi.fn();
  const limit = { key: "answer_due", label: "Answer due", kind: "limit" } as Filterable;
  render(
    <FilterEditor
      known={[limit]}
      value={{ field: "answer_due", op: "within" }}
      people={[]}
      titles={{}}
      onChange={onChange}
      onDone={() => undefined}
    />,
  );
  expect(screen.queryByRole("button", { name: "yesterday" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "the next hour, or the past" }));
  const value = { before: { hours: 1 } };
  expect(onChange).toHaveBeenLastCalledWith({ field: "answer_due", op: "within", value });
});
