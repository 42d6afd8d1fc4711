// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { startSeenHeight } from "./seen-height";

class Seen extends EventTarget {
  height = 844;
  offsetTop = 0;
  scale = 1;

  become(height: number, more: { offsetTop?: number; scale?: number } = {}) {
    Object.assign(this, { offsetTop: 0, scale: 1, height, ...more });
    this.dispatchEvent(new Event("resize"));
  }
}

let seen: Seen;
const scrollTo = vi.fn();
const root = document.documentElement;
const height = () => root.style.getPropertyValue("--seen-height");
const pageIs = (long: number) =>
  Object.defineProperty(root, "scrollHeight", { configurable: true, get: () => long });

beforeEach(() => {
  seen = new Seen();
  scrollTo.mockClear();
  root.style.removeProperty("--seen-height");
  vi.stubGlobal("visualViewport", seen);
  vi.stubGlobal("scrollTo", scrollTo);
  Object.defineProperty(root, "clientHeight", { configurable: true, get: () => 844 });
  pageIs(844);
  startSeenHeight();
});

it("says how much a keyboard leaves, and nothing once it is gone", () => {
  seen.become(500.6, { offsetTop: 120 });
  expect(height()).toBe("500px");
  expect(scrollTo).toHaveBeenCalledWith(0, 0);
  seen.become(844);
  expect(height()).toBe("");
});

it("takes neither a bar of the browser nor a pinch for a keyboard", () => {
  seen.become(780);
  expect(height()).toBe("");
  seen.become(422, { scale: 2 });
  expect(height()).toBe("");
});

it("leaves a long page where one reads it", () => {
  pageIs(3000);
  seen.become(500, { offsetTop: 120 });
  expect(height()).toBe("500px");
  expect(scrollTo).not.toHaveBeenCalled();
});

it.each(["index.html", "portal.html"])("%s is made smaller by a keyboard, not covered", (page) => {
  const text = readFileSync(join(import.meta.dirname, "..", "..", page), "utf8");
  expect(text).toMatch(/<meta name="viewport" content="[^"]*interactive-widget=resizes-content/);
});
