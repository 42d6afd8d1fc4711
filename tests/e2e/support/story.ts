/**
 * A journey: people with browsers of their own, the product as it is really started, and a mail server. Whatever a person
 * would stumble over makes it fail: errors, screens that do not fit or cannot be used by everyone, pages that never rest.
 */

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import { keepPicture, lookAt, output } from "./look.ts";
import { Mails } from "./mails.ts";
import { Product } from "./product.ts";
import { type Expected, reportCauses, Watch } from "./watch.ts";

/** Milliseconds that an open page is watched while nobody does anything. */
const IDLE = 12_000;
/** Milliseconds within which what was done must show; HELPWRIGHT_PATIENCE gives other seconds, for a machine at its limits. */
const PATIENCE = Number(process.env.HELPWRIGHT_PATIENCE ?? 20) * 1000;

export const phone = { width: 390, height: 844 };
export const desk = { width: 1440, height: 900 };

/** Refusals that are part of finding out who one is. */
const WHO_AM_I: Expected[] = [{ status: 401, path: /^\/api\/v1\/(workspace|session)$/ }];

export interface Device {
  size: { width: number; height: number };
  language: "zh-CN" | "en";
  dark?: boolean;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/** Somebody with a browser of their own: cookies, language and screen. */
export class Person {
  readonly context: BrowserContext;
  readonly name: string;
  readonly #story: Story;
  readonly #watches = new Map<Page, Watch>();
  #page: Page | undefined;

  constructor(story: Story, name: string, context: BrowserContext) {
    this.#story = story;
    this.name = name;
    this.context = context;
  }

  async prepare(): Promise<void> {
    await reportCauses(this.context, this.#watches);
    this.context.on("page", (page) => {
      const expected = () => [...WHO_AM_I, ...this.#story.expected];
      this.#watches.set(page, new Watch(page, new URL(this.#story.product.url).origin, expected));
    });
    this.#page = await this.context.newPage();
  }

  /** The page the person looks at. */
  get page(): Page {
    assert.ok(this.#page !== undefined);
    return this.#page;
  }

  get watches(): [Page, Watch][] {
    return [...this.#watches].filter(([page]) => !page.isClosed());
  }

  get complaints(): string[] {
    return [...this.#watches].flatMap(([page, watch]) =>
      watch.complaints.map((each) => `${this.name}, ${page.url()}: ${each}`),
    );
  }

  async open(path: string, page = this.page): Promise<void> {
    await page.goto(new URL(path, this.#story.product.url).href);
  }

  /** Another page of the same browser. */
  async anotherPage(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await this.open(path, page);
    return page;
  }

  /** Waits until the page asks for nothing any more. */
  async atRest(): Promise<void> {
    await this.#watches.get(this.page)?.atRest(300);
  }

  /** Looks at the present screen, keeps a picture of it and notes what is wrong. */
  async look(name: string, page = this.page): Promise<void> {
    const { folder, findings, judged } = this.#story;
    findings.push(...(await lookAt(page, folder, name, judged)));
  }

  /** Keeps a picture of a stage on the way; whether everyone can use the screen is looked at where it is at rest. */
  async picture(name: string): Promise<void> {
    this.#story.findings.push(...(await keepPicture(this.page, this.#story.folder, name)));
  }

  /** Waits until something can be seen. */
  async sees(place: Locator | string, page = this.page): Promise<void> {
    const locator = typeof place === "string" ? page.getByText(place).first() : place;
    await locator.first().waitFor({ state: "visible" });
  }

  /** Waits until something is gone. */
  async missesNow(place: Locator): Promise<void> {
    await place.first().waitFor({ state: "hidden" });
  }
}

export class Story {
  readonly folder: string;
  readonly findings: string[] = [];
  /** Whether screens are judged, not only photographed. */
  judged = true;
  /** Refusals that this story provokes. */
  readonly expected: Expected[] = [];
  readonly people: Person[] = [];
  readonly product: Product;
  readonly mails: Mails;
  readonly #browser: Browser;
  readonly #test: TestContext;

  constructor(test: TestContext, folder: string, browser: Browser, product: Product, mails: Mails) {
    this.#test = test;
    this.folder = folder;
    this.#browser = browser;
    this.product = product;
    this.mails = mails;
  }

  async person(name: string, device: Device): Promise<Person> {
    const touch = device.size.width < 768;
    const context = await this.#browser.newContext({
      viewport: device.size,
      locale: device.language,
      timezoneId: "Asia/Shanghai",
      colorScheme: device.dark ? "dark" : "light",
      hasTouch: touch,
      isMobile: touch,
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(PATIENCE);
    await context.tracing.start({ snapshots: true, title: `${this.folder}: ${name}` });
    const person = new Person(this, name, context);
    this.people.push(person);
    await person.prepare();
    return person;
  }

  /** Says something beside the results. */
  say(line: string): void {
    this.#test.diagnostic(line);
  }

  /** One part of the story; its name stands in the message when it fails. */
  async step<Result>(name: string, tell: () => Promise<Result>): Promise<Result> {
    const start = Date.now();
    try {
      const result = await tell();
      this.#test.diagnostic(`${name} (${seconds(start)})`);
      return result;
    } catch (error) {
      // Only the reason: the whole log of the browser's driver stands in the trace.
      const reason = error instanceof Error ? error.message : String(error);
      const place =
        error instanceof Error ? /journeys\/\S+\.test\.ts:\d+/.exec(error.stack ?? "") : null;
      throw new Error(
        `${name}: ${stripVTControlCharacters(reason)}${place ? ` (${place[0]})` : ""}`,
      );
    }
  }

  /** Nobody does anything: no open page may ask for anything, because changes are pushed. */
  async nobodyPolls(): Promise<void> {
    const open = this.people.flatMap((person) => person.watches);
    await Promise.all(open.map(([, watch]) => watch.atRest()));
    const before = open.map(([, watch]) => watch.traffic.length);
    await new Promise((resolve) => setTimeout(resolve, IDLE));
    for (const [index, [page, watch]] of open.entries()) {
      const asked = watch.traffic.slice(before[index]);
      assert.deepEqual(asked, [], `${page.url()} asks the server while nobody does anything`);
    }
  }

  /** Keeps what helps to understand a failure. */
  async keep(): Promise<void> {
    const folder = join(output, "failed", this.folder);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "product.log"), this.product.lines.join("\n"));
    for (const person of this.people) {
      for (const [index, [page]] of person.watches.entries()) {
        await page.screenshot({ path: join(folder, `${person.name}-${index + 1}.png`) });
      }
      await person.context.tracing.stop({ path: join(folder, `${person.name}.zip`) });
    }
  }
}

/** Tells a journey as a test. `founded` says whether the product is set up already, `clock` whether its clock can be moved. */
export function journey(
  name: string,
  { folder, founded, clock = false }: { folder: string; founded: boolean; clock?: boolean },
  tell: (story: Story) => Promise<void>,
): void {
  test(name, async (context) => {
    rmSync(join(output, folder), { recursive: true, force: true });
    rmSync(join(output, "failed", folder), { recursive: true, force: true });
    const closing: (() => Promise<void>)[] = [];
    try {
      const start = Date.now();
      const starting = [
        launchBrowser().then((browser) => {
          closing.unshift(() => browser.close());
          return browser;
        }),
        Mails.start().then(async (mails) => {
          closing.push(() => mails.end());
          const product = await Product.start(mails.url, clock ? ["--test-clock"] : []);
          closing.unshift(() => product.end());
          return { mails, product };
        }),
      ] as const;
      await Promise.allSettled(starting);
      const browser = await starting[0];
      const { mails, product } = await starting[1];
      if (founded) {
        await product.found();
      }
      context.diagnostic(`browser, mail server and product started (${seconds(start)})`);
      const story = new Story(context, folder, browser, product, mails);
      try {
        await tell(story);
        const complaints = story.people.flatMap((person) => person.complaints);
        const wrong = [...complaints, ...story.findings];
        assert.equal(wrong.length, 0, `\n${wrong.join("\n")}\n`);
      } catch (error) {
        await story.keep();
        context.diagnostic(`pictures and traces: tests/e2e/output/failed/${folder}`);
        throw error;
      }
    } finally {
      for (const close of closing) {
        await close();
      }
    }
  });
}
