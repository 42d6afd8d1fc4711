import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Field, RecordDetail } from "../../api/types";
import type { Saving } from "./save-record";

beforeAll(async () => {
  await inEnglish(async () => new Response("{}"));
  await import("./status-dialog");
}, 60_000);

afterEach(cleanup);

const field = {
  key: "status",
  type: "status",
  label: "Status",
  options: [
    { key: "new", label: "New" },
    { key: "closed", label: "Closed" },
  ],
} as unknown as Field;
const record = { values: { status: "closed" } } as unknown as RecordDetail;

it("marks the status that is; choosing it changes nothing", async () => {
  const { StatusChoice } = await import("./status-dialog");
  const save = vi.fn();
  const close = vi.fn();
  const saving = { save, pending: false, problems: {} } as unknown as Saving;
  render(<StatusChoice field={field} record={record} saving={saving} onClose={close} />);
  const [fresh, closed] = ["New", "Closed"].map((name) =>
    screen.getByRole("button", { name: new RegExp(name) }),
  );
  expect(fresh?.getAttribute("aria-current")).toBeNull();
  expect(closed?.getAttribute("aria-current")).toBe("true");
  if (!fresh || !closed) return;
  fireEvent.click(closed);
  expect(close).toHaveBeenCalled();
  expect(save).not.toHaveBeenCalled();
  fireEvent.click(fresh);
  expect(save.mock.calls[0]?.[0]).toEqual({ status: "new" });
});
