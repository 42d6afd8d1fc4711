/** Somebody who builds: hands, words and eyes, and the ways between an app's home and its parts. */

import type { Locator, Page } from "playwright-core";
import type { Hands } from "../hands.ts";
import type { Words } from "./words.ts";

export interface Eyes {
  look: (name: string) => Promise<void>;
}

export class Builder {
  readonly hands: Hands;
  readonly words: Words;
  readonly page: Page;
  readonly #eyes: Eyes;

  constructor(hands: Hands, words: Words, eyes: Eyes) {
    this.hands = hands;
    this.words = words;
    this.page = hands.page;
    this.#eyes = eyes;
  }

  /** Keeps a picture under a name that tutorials know. */
  async look(name: string): Promise<void> {
    await this.#eyes.look(name);
  }

  screen(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    return this.words.screen(key, values);
  }

  button(key: string, within: Page | Locator = this.page): Locator {
    return within.getByRole("button", { name: this.screen(key), exact: true });
  }

  /** The settings at the right of every designer. */
  get side(): Locator {
    return this.page.locator(".d-settings");
  }

  /** Back to the app's home by the first crumb. */
  async home(): Promise<void> {
    const crumb = this.page
      .getByRole("link", { name: this.words.typed("app"), exact: true })
      .first();
    await this.hands.click(crumb);
    await this.page.locator(".studio-shared").waitFor();
  }

  /** Writes the name into the dialog that asks for it, and goes on. */
  async name(text: string): Promise<void> {
    await this.dialogReady();
    await this.hands.write(text);
    await this.hands.press("Enter");
  }

  /** The dialog is open, with the cursor in its first field. */
  async dialogReady(): Promise<void> {
    await this.page.locator("[role=dialog] input.field-box:focus").waitFor();
  }

  /** From the app's home: the card of what is missing, else the menu of what can be added. */
  async add(kind: "form" | "flow" | "rule" | "dashboard" | "survey", name: string): Promise<void> {
    const empty = this.button(`studio.new_kind.${kind}`);
    await this.page.locator(".studio-shared").waitFor();
    if (await empty.isVisible()) {
      await this.hands.click(empty);
    } else {
      await this.hands.click(this.button("studio.add"));
      const item = this.page.getByRole("menuitem").filter({
        has: this.page.locator("b", { hasText: this.screen(`part.kind.${kind}`) }),
      });
      await this.hands.click(item);
    }
    await this.name(name);
  }
}
