/** Programs of the product that a journey starts, with their lines as they come. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const root = join(import.meta.dirname, "..", "..", "..");
const commands = join(root, ".venv", "bin");

/** Milliseconds after which a program that was asked to end is killed. */
const PATIENCE = 25_000;

/** What still runs; nothing outlives the journeys, however they end. */
const running = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of running) {
    child.kill();
  }
});
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => process.exit(1));
}

export class Program {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #name: string;
  #waiting: (() => void)[] = [];

  /** `command` is one of the Python environment's; it runs in the root of the repository. */
  constructor(command: string, options: string[], environment: Record<string, string> = {}) {
    this.#name = [command, ...options].join(" ");
    this.#child = spawn(join(commands, command), options, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    running.add(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) {
        createInterface({ input: stream }).on("line", (line) => {
          this.lines.push(line);
          this.#wake();
        });
      }
    }
    this.#child.on("close", () => {
      running.delete(this.#child);
      this.#wake();
    });
    this.#child.on("error", (error) => {
      this.lines.push(String(error));
      this.#wake();
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }

  /** The first line, old or new, in which `find` finds something. Throws when the program ends or time is up. */
  async line<Found>(
    find: (line: string) => Found | null | undefined,
    seconds = 60,
  ): Promise<Found> {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake();
    }, seconds * 1000);
    try {
      for (;;) {
        for (const line of this.lines) {
          const found = find(line);
          if (found !== null && found !== undefined) {
            return found;
          }
        }
        if (over || this.#child.exitCode !== null) {
          const why = over ? `said nothing of the kind for ${seconds} s` : "has ended";
          throw new Error(`${this.#name} ${why}:\n${this.lines.slice(-40).join("\n")}`);
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks it to end, by a signal or by closing its input, and waits until it has. */
  async end(way: "SIGTERM" | "input" = "SIGTERM"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const ended = once(this.#child, "close");
    if (way === "input") {
      this.#child.stdin?.end();
    } else {
      this.#child.kill(way);
    }
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE);
    await ended;
    clearTimeout(timer);
  }
}
