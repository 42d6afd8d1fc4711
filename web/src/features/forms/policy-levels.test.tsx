import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { inEnglish } from "../../../tests/in-english";
import type { Wire } from "../../designer/wire";
import type { Levels } from "./policies";

/** Nothing is ever saved. */
const unused = () => new Promise<never>(() => {});
const WIRE: Wire = { read: unused, write: unused, discard: unused, farewell: () => {} };

beforeAll(async () => {
  await inEnglish(async () => Response.json({}));
  await import("./policy-levels");
}, 60_000);
afterEach(cleanup);

it("loses no level to a key that is still held, and adds one only", async () => {
  const { PolicyLevels } = await import("./policy-levels");
  const { SessionContext } = await import("../../designer/session");
  const { openSession } = await import("../../designer/store");
  const store = openSession({
    app: "desk",
    kind: "form",
    name: "ticket",
    sorts: [],
    wire: WIRE,
    artefact: null,
    start: {},
    storage: window.localStorage,
  });
  const change = vi.fn();
  const levels: Levels = { one: { name: { en: "" }, clock: "resolution", color: "red" } };
  render(
    <SessionContext value={store}>
      <PolicyLevels levels={levels} clock="resolution" at={[]} onChange={change} />
    </SessionContext>,
  );
  const name = screen.getByRole("textbox", { name: "Name of the level" });
  fireEvent.keyDown(name, { key: "Backspace", repeat: true });
  fireEvent.keyDown(name, { key: "Enter", repeat: true });
  expect(change).not.toHaveBeenCalled();
  fireEvent.keyDown(name, { key: "Backspace" });
  fireEvent.keyDown(name, { key: "Enter" });
  expect(change).toHaveBeenCalledTimes(2);
});

it("says each of two problems of one level that have the same reason", async () => {
  const complaints = vi.spyOn(console, "error");
  const { PolicyLevels } = await import("./policy-levels");
  const { SessionContext } = await import("../../designer/session");
  const { openSession } = await import("../../designer/store");
  const store = openSession({
    app: "desk",
    kind: "form",
    name: "ticket",
    sorts: [],
    wire: WIRE,
    artefact: null,
    start: {},
    storage: window.localStorage,
  });
  const wrong = { kind: "form", key: "ticket", code: "text_too_long" };
  store.setState({
    problems: ["en", "zh-CN"].map((at) => ({
      ...wrong,
      at: ["one", "name", at],
      path: `one.name.${at}`,
      message: `Too long: ${at}`,
    })),
  } as never);
  const levels: Levels = { one: { name: { en: "" }, clock: "resolution", color: "red" } };
  render(
    <SessionContext value={store}>
      <PolicyLevels levels={levels} clock="resolution" at={[]} onChange={vi.fn()} />
    </SessionContext>,
  );
  expect(screen.getAllByRole("alert")).toHaveLength(2);
  expect(complaints.mock.calls.filter(([said]) => String(said).includes("same key"))).toEqual([]);
});
