import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { standInForParts } from "../../../tests/browser";
import { speak } from "../../designer/inputs/testing";
import type { Target } from "./target-input";

let now: Target | undefined;

beforeAll(async () => {
  standInForParts();
  await speak("zh-CN");
}, 60_000);
afterEach(cleanup);

async function open(start: Target | undefined) {
  const { TargetInput } = await import("./target-input");
  const { modelQuery } = await import("../../designer/app-model");
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } },
  });
  queries.setQueryData(modelQuery("desk").queryKey, { app: "desk", name: "客服", parts: [] });
  queries.setQueryData(["catalogue"], { fields: [] });
  now = start;
  function Held() {
    const [value, setValue] = useState(start);
    return (
      <TargetInput
        app="desk"
        id="target"
        value={value}
        label="解决"
        onChange={(next) => {
          now = next;
          setValue(next);
        }}
      />
    );
  }
  render(
    <QueryClientProvider client={queries}>
      <Held />
    </QueryClientProvider>,
  );
}

const amounts = () => screen.getAllByRole<HTMLInputElement>("spinbutton").map((each) => each.value);
const units = () =>
  [...document.querySelectorAll(".fd-target .ant-select")].map((each) => each.textContent);
function type(place: number, text: string) {
  fireEvent.change(screen.getAllByRole("spinbutton")[place] as HTMLElement, {
    target: { value: text },
  });
}

describe("a service target", () => {
  it("of an hour and a half is shown as such, and keeps what is not changed", async () => {
    await open({ hours: 1, minutes: 30, time: "wall" });
    expect(amounts()).toEqual(["1", "30"]);
    type(0, "2");
    expect(now).toEqual({ hours: 2, minutes: 30, time: "wall" });
    type(1, "");
    expect(now).toEqual({ hours: 2, time: "wall" });
    expect(amounts()).toEqual(["2", ""]);
    type(0, "");
    expect(now).toBeUndefined();
    type(1, "45");
    expect(now).toEqual({ minutes: 45, time: "wall" });
  });

  it("may have its unit chosen before its number", async () => {
    await open(undefined);
    const [unit] = screen.getAllByRole("combobox");
    fireEvent.mouseDown(unit as HTMLElement);
    fireEvent.click(await screen.findByTitle("天"));
    type(0, "3");
    expect(now).toEqual({ days: 3, time: "wall" });
    expect(units()[0]).toContain("天");
  });

  it("leaves the cursor at the unit that was changed", async () => {
    await open({ hours: 1, minutes: 30, time: "wall" });
    const unit = screen.getAllByRole("combobox", { name: "单位" })[1] as HTMLElement;
    unit.focus();
    fireEvent.mouseDown(unit);
    fireEvent.click(await screen.findByTitle("天"));
    expect(now).toEqual({ hours: 1, days: 30, time: "wall" });
    expect(document.activeElement).toBe(unit);
    expect(screen.getAllByRole("combobox", { name: "单位" })[1]).toBe(unit);
  });

  it("names each of two numbers, one by itself as a whole", async () => {
    await open({ hours: 1, minutes: 30, time: "wall" });
    expect(screen.getByRole("spinbutton", { name: "解决（小时）" })).toBeTruthy();
    expect(screen.getByRole("spinbutton", { name: "解决（分钟）" })).toBeTruthy();
    cleanup();
    await open({ hours: 1, time: "wall" });
    expect(screen.getByRole("spinbutton", { name: "解决" })).toBeTruthy();
  });
});
