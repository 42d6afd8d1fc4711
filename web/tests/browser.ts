/** What a test has not of a browser, stood in for: parts that jsdom lacks, and a server. */
import { vi } from "vitest";

class Unmoved {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/** Nothing scrolls, no size is watched, and of the media queries those fit that `fits` says; none without. */
export function standInForParts(fits: (query: string) => boolean = () => false): void {
  Element.prototype.scrollIntoView = () => {};
  vi.stubGlobal("ResizeObserver", Unmoved);
  vi.stubGlobal("matchMedia", (query: string) => ({
    get matches() {
      return fits(query);
    },
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}

/** Answers what is asked. Called before what asks is imported, because the client keeps what it finds when it is loaded. */
export function standInForServer(answer: (request: Request) => Promise<Response>): void {
  // Outside a browser a request needs its whole address.
  const Whole = class extends Request {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === "string" ? new URL(input, "http://desk.example.com") : input, init);
    }
  };
  vi.stubGlobal("Request", Whole);
  vi.stubGlobal("fetch", answer);
}
