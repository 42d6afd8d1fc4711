/**
 * What a page does behind the back of the person who looks at it: errors, requests to strangers, refused requests, and
 * requests without a cause. A cause is something the person did, a page that opens, or a message pushed by the server; a
 * request may follow the answer of another one a few times, but not for ever. So whoever asks again and again is found.
 */

import type { BrowserContext, Page, Request, Response } from "playwright-core";

/**
 * Milliseconds for which a cause explains requests. Generous, because on a loaded machine a page takes seconds to draw;
 * whoever asks more seldom than this is found when nobody does anything.
 */
const EXPLAINS = 10_000;
/** Milliseconds after an answer within which the next request belongs to it. */
const FOLLOWS = 4000;
/** How many requests may follow each other without a new cause. */
const LONGEST_CHAIN = 3;
/** Milliseconds without a request after which a page counts as at rest. */
const REST = 1000;

const CAUSES = [
  "pointerdown",
  "click",
  "keydown",
  "input",
  "change",
  "submit",
  "drop",
  "paste",
  "visibilitychange",
  "popstate",
  "online",
];

/** What a person has begun and what goes on until it is whole: the pieces of a large file. */
const GOES_ON = /\/api\/v1\/(public\/)?uploads\//;

/**
 * A refusal that belongs to the story, such as asking who one is before signing in; 0 stands for no answer at all, where
 * the network is lost.
 */
export interface Expected {
  status: number;
  path: RegExp;
}

interface Answered {
  at: number;
  depth: number;
}

export class Watch {
  /** Sentences about everything that should not be. */
  readonly complaints: string[] = [];
  /** Requests and new lines for pushed messages, as `GET /path`. */
  readonly traffic: string[] = [];
  readonly #home: string;
  readonly #expected: () => readonly Expected[];
  readonly #depths = new WeakMap<Request, number>();
  #cause = 0;
  #answered: Answered[] = [];
  #last = Date.now();

  constructor(page: Page, home: string, expected: () => readonly Expected[]) {
    this.#home = home;
    this.#expected = expected;
    page.on("console", (message) => {
      // Refused requests are judged by their status below.
      // … and the trace asks for pictures that the browser could not draw; a page by itself does not.
      const known = /^(Failed to load resource|Connecting to 'blob:)/.test(message.text());
      if (["error", "warning", "assert"].includes(message.type()) && !known) {
        this.complaints.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => this.complaints.push(`error: ${error.stack ?? error.message}`));
    page.on("framenavigated", () => this.because());
    page.on("domcontentloaded", () => this.because());
    page.on("load", () => this.because());
    page.on("websocket", (socket) => {
      this.#hear(`WS ${new URL(socket.url()).pathname}`, socket.url().replace(/^ws/, "http"));
      this.because();
      socket.on("framereceived", () => this.because());
    });
    page.on("request", (request) => this.#onRequest(request));
    page.on("response", (response) => this.#onResponse(response));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      const { pathname } = new URL(request.url());
      if (!reason.includes("ERR_ABORTED") && !this.#isExpected(0, pathname)) {
        this.complaints.push(`request failed: ${request.url()} ${reason}`);
      }
    });
  }

  /** Everything requested from now on has a reason. */
  because(): void {
    this.#cause = Date.now();
  }

  #hear(what: string, url: string): void {
    this.#last = Date.now();
    this.traffic.push(what);
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== this.#home) {
      this.complaints.push(`request to a stranger: ${url}`);
    }
  }

  #onRequest(request: Request): void {
    const url = new URL(request.url());
    this.#hear(`${request.method()} ${url.pathname}${url.search}`, request.url());
    if (!["xhr", "fetch", "eventsource", "ping"].includes(request.resourceType())) {
      return;
    }
    if (GOES_ON.test(url.pathname)) {
      this.because();
    }
    const now = Date.now();
    const before = this.#answered.filter((answer) => now - answer.at <= FOLLOWS);
    const depth =
      now - this.#cause <= EXPLAINS ? 0 : 1 + Math.min(...before.map((answer) => answer.depth));
    this.#depths.set(request, depth);
    if (depth > LONGEST_CHAIN) {
      this.complaints.push(`request without a cause: ${request.method()} ${request.url()}`);
    }
  }

  #onResponse(response: Response): void {
    const request = response.request();
    const depth = this.#depths.get(request);
    if (depth !== undefined) {
      this.#answered = [...this.#answered.slice(-20), { at: Date.now(), depth }];
    }
    if (["document", "script", "stylesheet"].includes(request.resourceType())) {
      this.because();
    }
    const { pathname } = new URL(response.url());
    const status = response.status();
    if (status >= 400 && !this.#isExpected(status, pathname)) {
      this.complaints.push(`refused: ${status} ${request.method()} ${response.url()}`);
    }
  }

  #isExpected(status: number, path: string): boolean {
    return this.#expected().some((each) => each.status === status && each.path.test(path));
  }

  /** Resolves when nothing was requested for so many milliseconds. */
  async atRest(rest = REST): Promise<void> {
    for (;;) {
      const left = this.#last + rest - Date.now();
      if (left <= 0) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }
}

/** Tells the watch of a page what the person does. */
export async function reportCauses(
  context: BrowserContext,
  watches: Map<Page, Watch>,
): Promise<void> {
  await context.exposeBinding("journeyCause", ({ page }) => watches.get(page)?.because());
  await context.addInitScript((causes: string[]) => {
    const report = (window as unknown as { journeyCause: () => void }).journeyCause;
    for (const cause of causes) {
      window.addEventListener(cause, () => report(), { capture: true, passive: true });
    }
  }, CAUSES);
}
