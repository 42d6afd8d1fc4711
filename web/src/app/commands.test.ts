import { describe, expect, it } from "vitest";
import { type Command, meaning } from "./commands";

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
