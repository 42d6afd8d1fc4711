/**
 * The hands of a person who builds: every act on the page goes through them and is counted. One click, one drag and one
 * chord of keys count one each; filling one input counts one however long the text, with the move to that input; choosing an
 * option counts its clicks. Waiting and looking count nothing.
 */

import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

export const kinds = ["click", "drag", "keys", "text"] as const;
export type Kind = (typeof kinds)[number];

/** Moves of the mouse between the two ends of a drag. */
const STEPS = 12;

/** What was done in one part, by kind. */
type Counts = Record<Kind, number>;

const none = (): Counts => ({ click: 0, drag: 0, keys: 0, text: 0 });

const sum = (counts: Counts): number => kinds.reduce((total, kind) => total + counts[kind], 0);

async function middle(place: Locator): Promise<{ x: number; y: number }> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  assert.ok(box, "what is dragged, or where to, is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export class Hands {
  readonly page: Page;
  readonly #parts = new Map<string, Counts>();
  readonly #start = Date.now();
  #counts: Counts;

  constructor(page: Page, part = "") {
    this.page = page;
    this.#counts = this.#of(part);
  }

  #of(part: string): Counts {
    const counts = this.#parts.get(part) ?? none();
    this.#parts.set(part, counts);
    return counts;
  }

  /** What is done within `tell` counts for the part of that name. */
  async part<Result>(name: string, tell: () => Promise<Result>): Promise<Result> {
    const before = this.#counts;
    this.#counts = this.#of(name);
    try {
      return await tell();
    } finally {
      this.#counts = before;
    }
  }

  async click(place: Locator): Promise<void> {
    this.#counts.click += 1;
    await place.click();
  }

  /** Clicks one after the other: a menu and what stands in it, a select and its option. */
  async clicks(...places: Locator[]): Promise<void> {
    for (const place of places) {
      await this.click(place);
    }
  }

  /** Fills one input; what stood in it is replaced. */
  async type(place: Locator, text: string): Promise<void> {
    this.#counts.text += 1;
    await place.fill(text);
  }

  /** Writes with the keyboard where the cursor stands: where a new input has taken it by itself. */
  async write(text: string): Promise<void> {
    this.#counts.text += 1;
    await this.page.keyboard.insertText(text);
  }

  /** One chord, such as "Enter" or "Control+s". */
  async press(chord: string, place?: Locator): Promise<void> {
    this.#counts.keys += 1;
    await (place === undefined ? this.page.keyboard.press(chord) : place.press(chord));
  }

  /** Takes something with the mouse and lets it go over something else, `beside` pixels from the middle of it. */
  async drag(from: Locator, to: Locator, beside = { x: 0, y: 0 }): Promise<void> {
    this.#counts.drag += 1;
    const { mouse } = this.page;
    const start = await middle(from);
    await mouse.move(start.x, start.y);
    await mouse.down();
    await mouse.move(start.x + 6, start.y + 6);
    const end = await middle(to);
    for (let step = 1; step <= STEPS; step += 1) {
      const share = step / STEPS;
      await mouse.move(
        start.x + (end.x + beside.x - start.x) * share,
        start.y + (end.y + beside.y - start.y) * share,
      );
    }
    await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    await mouse.up();
  }

  get total(): number {
    return [...this.#parts.values()].reduce((total, counts) => total + sum(counts), 0);
  }

  get minutes(): number {
    return (Date.now() - this.#start) / 60_000;
  }

  /** One line a part, then the total. */
  report(): string[] {
    const line = (name: string, counts: Counts): string => {
      const said = kinds
        .filter((kind) => counts[kind] > 0)
        .map((kind) => `${counts[kind]} ${kind}`);
      return `${name}: ${sum(counts)} (${said.join(", ")})`;
    };
    const parts = [...this.#parts].filter(([, counts]) => sum(counts) > 0);
    const all = none();
    for (const [, counts] of parts) {
      for (const kind of kinds) {
        all[kind] += counts[kind];
      }
    }
    return [
      ...parts.map(([name, counts]) => line(name, counts)),
      `${line("all", all)} in ${this.minutes.toFixed(1)} min`,
    ];
  }
}
