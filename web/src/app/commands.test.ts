// @vitest-environment jsdom
import { cleanup, fireEvent, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type Command,
  commandsNow,
  meaning,
  type Rank,
  useCommandKeys,
  useCommands,
} from "./commands";

function command(id: string, keys: string): Command {
  return { id, name: id, group: "do", icon: "plus", keys, run: () => undefined };
}

const commands = [command("claim", "c"), command("tasks", "g t"), command("list", "g l")];

describe("the meaning of keys", () => {
  it("is the command that has this key", () => {
    expect(meaning(commands, "", "c")).toBe(commands[0]);
    expect(meaning(commands, "", "x")).toBeUndefined();
  });

  it("waits for the second of two keys", () => {
    expect(meaning(commands, "", "g")).toBe("more");
    expect(meaning(commands, "g", "l")).toBe(commands[2]);
    expect(meaning(commands, "g", "x")).toBeUndefined();
  });

  it("does not take a single key for the second of two", () => {
    expect(meaning(commands, "g", "c")).toBeUndefined();
  });
});

describe("a key that several parts of the screen have", () => {
  const offer = (id: string, rank?: Rank) =>
    renderHook(() => useCommands([command(id, "n")], "", rank));
  const wins = () =>
    meaning(
      commandsNow().map((each) => each.command),
      "",
      "n",
    );

  it("means what is near, also when what is everywhere came later", () => {
    const parts = [offer("list"), offer("everywhere", "everywhere")];
    expect(wins()).toMatchObject({ id: "list" });
    parts.push(offer("selection", "first"), offer("beside"));
    expect(wins()).toMatchObject({ id: "selection" });
    for (const part of parts) part.unmount();
    expect(wins()).toBeUndefined();
  });
});

describe("a key that is held down", () => {
  afterEach(cleanup);

  it("does once what is to be done once", () => {
    const run = vi.fn();
    renderHook(() => {
      useCommands([{ ...command("claim", "c"), run }]);
      useCommandKeys();
    });
    fireEvent.keyDown(window, { key: "c" });
    fireEvent.keyDown(window, { key: "c", repeat: true });
    fireEvent.keyDown(window, { key: "c", repeat: true });
    expect(run).toHaveBeenCalledOnce();
    fireEvent.keyDown(window, { key: "c" });
    expect(run).toHaveBeenCalledTimes(2);
  });
});
