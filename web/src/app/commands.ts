import { useEffect, useRef } from "react";
import { create } from "zustand";
import type { IconName } from "./icon";
import { useKeyListener } from "./keys";

/** Where a command is listed: for what is open or selected, to create, or to go somewhere. */
export type CommandGroup = "here" | "do" | "go";

/** Something the reader may do now: in the palette, by its keys, and in the list of keys. */
export interface Command {
  id: string;
  name: string;
  group: CommandGroup;
  icon: IconName;
  /** One key, or two after another: `c`, `g t`. */
  keys?: string;
  run: () => void;
}

/**
 * Which part wins a key, whenever it came to the screen: a selection of rows before the record beside them, what can be
 * done everywhere after what can be done here.
 */
export type Rank = "first" | "near" | "everywhere";

const RANKS: readonly Rank[] = ["first", "near", "everywhere"];

interface Registered {
  /** The commands of one part of the screen, as it was drawn last. */
  current: Command[];
  /** What they are about: the number of a ticket, how many are selected. */
  about: { current: string };
  rank: { current: Rank };
}

interface Registry {
  parts: readonly Registered[];
}

/** Every part of the screen that offers commands; of one rank the last mounted comes first and wins a key. */
const useRegistry = create<Registry>()(() => ({ parts: [] }));

/** How long the second of two keys may take, in milliseconds. */
const SECOND_KEY = 1200;

/** Offers commands while the component is on the screen. `about` names what those of the group "here" concern. */
export function useCommands(commands: Command[], about = "", rank: Rank = "near"): void {
  const part = useRef<Registered>({
    current: commands,
    about: { current: about },
    rank: { current: rank },
  });
  part.current.current = commands;
  part.current.about.current = about;
  part.current.rank.current = rank;
  useEffect(() => {
    const mine = part.current;
    useRegistry.setState(({ parts }) => ({ parts: [mine, ...parts] }));
    return () =>
      useRegistry.setState(({ parts }) => ({ parts: parts.filter((each) => each !== mine) }));
  }, []);
}

/** What can be done now, the nearest part first; a command of the same id further away is covered. */
export function commandsNow(): { command: Command; about: string }[] {
  const found = new Map<string, { command: Command; about: string }>();
  const { parts } = useRegistry.getState();
  const place = (part: Registered) => RANKS.indexOf(part.rank.current);
  const inOrder = [...parts].sort((a, b) => place(a) - place(b));
  for (const part of inOrder) {
    for (const command of part.current) {
      if (!found.has(command.id)) found.set(command.id, { command, about: part.about.current });
    }
  }
  return [...found.values()];
}

/** Which command keys mean: `first` waits for a second key when some command begins with it. */
export function meaning(
  commands: readonly Command[],
  first: string,
  pressed: string,
): Command | "more" | undefined {
  const keys = first ? `${first} ${pressed}` : pressed;
  const exact = commands.find((command) => command.keys === keys);
  if (exact) return exact;
  return commands.some((command) => command.keys?.startsWith(`${keys} `)) ? "more" : undefined;
}

/** Runs commands by their keys; once for the whole console. */
export function useCommandKeys(): void {
  const waiting = useRef({ key: "", at: 0 });
  useKeyListener((key, { repeat }) => {
    // Who holds a key down moves on in a list, and claims, completes or creates once.
    if (repeat) return false;
    const commands = commandsNow().map((each) => each.command);
    const first = Date.now() - waiting.current.at < SECOND_KEY ? waiting.current.key : "";
    waiting.current = { key: "", at: 0 };
    const found = meaning(commands, first, key);
    if (found === "more") {
      waiting.current = { key, at: Date.now() };
      return true;
    }
    found?.run();
    return found !== undefined;
  });
}
