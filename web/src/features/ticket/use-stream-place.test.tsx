import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useStreamPlace } from "./use-stream-place";

const ROW = 40;
const WINDOW = 200;

function Page({ from, to, kind = "all", pending = 0, page = false }: Shown & { page?: boolean }) {
  const entries = Array.from({ length: to - from }, (_, at) => ({ id: String(from + at) }));
  const { list, onScroll, newer, toEnd } = useStreamPlace(kind, entries, pending);
  return (
    <div role="log" ref={list} onScroll={onScroll} style={{ overflowY: page ? "visible" : "auto" }}>
      {entries.map((each) => (
        <p key={each.id}>{each.id}</p>
      ))}
      {newer ? (
        <button type="button" onClick={toEnd}>
          {newer} new
        </button>
      ) : null}
    </div>
  );
}
interface Shown {
  from: number;
  to: number;
  kind?: string;
  pending?: number;
}

// A browser of which every entry is as high as the next.
beforeEach(() => {
  const spy = (name: "scrollHeight" | "clientHeight", of: (element: Element) => number) =>
    vi.spyOn(Element.prototype, name, "get").mockImplementation(function (this: Element) {
      return of(this);
    });
  spy("scrollHeight", (element) => element.querySelectorAll("p").length * ROW);
  spy("clientHeight", () => WINDOW);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** How far the first row that is seen lies below the beginning. */
function open(first: Shown) {
  const { rerender } = render(<Page {...first} />);
  const log = screen.getByRole("log");
  return {
    show: (next: Shown) => rerender(<Page {...next} />),
    top: () => log.scrollTop,
    read: (top: number) => {
      log.scrollTop = top;
      fireEvent.scroll(log);
    },
  };
}

it("opens at the newest and stays there as more arrives", () => {
  const page = open({ from: 50, to: 100 });
  expect(page.top()).toBe(50 * ROW);
  page.read(50 * ROW - WINDOW);
  page.show({ from: 50, to: 101 });
  expect(page.top()).toBe(51 * ROW);
  expect(screen.queryByRole("button")).toBeNull();
});

it("leaves whoever reads further up where they are, and tells what is new", () => {
  const page = open({ from: 50, to: 100 });
  page.read(400);
  page.show({ from: 50, to: 102 });
  expect(page.top()).toBe(400);
  act(() => screen.getByRole("button", { name: "2 new" }).click());
  expect(page.top()).toBe(52 * ROW);
});

it("keeps the place when what was before is read above it", () => {
  const page = open({ from: 50, to: 100 });
  page.read(0);
  page.show({ from: 0, to: 100 });
  expect(page.top()).toBe(50 * ROW);
  expect(screen.queryByRole("button")).toBeNull();
});

it("goes to the end for what one writes oneself, and for another kind", () => {
  const page = open({ from: 50, to: 100 });
  page.read(400);
  page.show({ from: 50, to: 100, pending: 1 });
  expect(page.top()).toBe(50 * ROW);
  page.read(400);
  page.show({ from: 60, to: 100, kind: "talk", pending: 1 });
  expect(page.top()).toBe(40 * ROW);
});

/** Above the stream, where the page scrolls and not the stream. */
const HEAD = 600;

/** What is around the stream scrolls. */
function openPage(around: string, first: Shown) {
  const height = () => HEAD + document.querySelectorAll("p").length * ROW;
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockImplementation(height);
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const page = document.querySelector(`.${around}`) as HTMLElement;
    const bottom = this === page ? WINDOW : height() - page.scrollTop;
    return { bottom } as DOMRect;
  });
  const whole = (shown: Shown) => (
    <div className={around}>
      <Page {...shown} page />
    </div>
  );
  const { rerender, container } = render(whole({ from: 0, to: 0 }));
  const page = container.querySelector(`.${around}`) as HTMLElement;
  rerender(whole(first));
  return {
    show: (next: Shown) => rerender(whole(next)),
    top: () => page.scrollTop,
    read: (top: number) => {
      page.scrollTop = top;
      fireEvent.scroll(page);
    },
  };
}

it("beside a list is opened at the top, and tells what arrives below", () => {
  const page = openPage("beside-body", { from: 50, to: 100 });
  expect(page.top()).toBe(0);
  expect(screen.queryByRole("button")).toBeNull();
  page.show({ from: 50, to: 102 });
  expect(page.top()).toBe(0);
  act(() => screen.getByRole("button", { name: "2 new" }).click());
  expect(page.top()).toBe(HEAD + 52 * ROW - WINDOW);
  expect(screen.queryByRole("button")).toBeNull();
});

it("beside a list keeps the place when what was before is read above it", () => {
  const page = openPage("beside-body", { from: 50, to: 100 });
  page.read(HEAD);
  page.show({ from: 0, to: 100 });
  expect(page.top()).toBe(HEAD + 50 * ROW);
  expect(screen.queryByRole("button")).toBeNull();
});

it("beside a list stays at the end, and goes there for what one writes oneself", () => {
  const page = openPage("beside-body", { from: 50, to: 100 });
  page.read(HEAD + 50 * ROW - WINDOW);
  page.show({ from: 50, to: 101 });
  expect(page.top()).toBe(HEAD + 51 * ROW - WINDOW);
  page.read(0);
  page.show({ from: 50, to: 101, pending: 1 });
  expect(page.top()).toBe(HEAD + 51 * ROW - WINDOW);
});

it("on a phone, where the page scrolls, opens at the newest, stays where one reads, and leads back to the end", () => {
  const page = openPage("page-body", { from: 50, to: 100 });
  expect(page.top()).toBe(HEAD + 50 * ROW);
  page.read(400);
  page.show({ from: 50, to: 102 });
  expect(page.top()).toBe(400);
  act(() => screen.getByRole("button", { name: "2 new" }).click());
  expect(page.top()).toBe(HEAD + 52 * ROW);
});
