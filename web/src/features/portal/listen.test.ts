// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listen } from "./listen";

class Line {
  static made: Line[] = [];
  onopen?: () => void;
  onmessage?: () => void;
  onclose?: () => void;
  closed = false;
  constructor(readonly url: string) {
    Line.made.push(this);
  }
  close() {
    this.closed = true;
    this.onclose?.();
  }
}

let shown: DocumentVisibilityState = "visible";

beforeEach(() => {
  Line.made = [];
  shown = "visible";
  vi.stubGlobal("WebSocket", Line);
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => shown);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the line of a progress page", () => {
  it("tells of changes, once for those that arrive together", () => {
    const changed = vi.fn();
    const stop = listen("a/b", changed);
    expect(Line.made[0]?.url).toMatch(/^ws:\/\/[^/]+\/api\/v1\/public\/progress\/a%2Fb\/live$/);
    Line.made[0]?.onopen?.();
    vi.advanceTimersByTime(500);
    expect(changed).toHaveBeenCalledTimes(1);
    Line.made[0]?.onmessage?.();
    Line.made[0]?.onmessage?.();
    vi.advanceTimersByTime(500);
    expect(changed).toHaveBeenCalledTimes(2);
    stop();
    expect(Line.made[0]?.closed).toBe(true);
    vi.advanceTimersByTime(120_000);
    expect(Line.made).toHaveLength(1);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it("stands up again when it breaks, ever more seldom, and then makes up for what was missed", () => {
    const changed = vi.fn();
    const stop = listen("t", changed);
    for (const wait of [1000, 2000, 4000]) {
      const before = Line.made.length;
      Line.made.at(-1)?.onclose?.();
      vi.advanceTimersByTime(wait / 2 - 1);
      expect(Line.made).toHaveLength(before);
      vi.advanceTimersByTime(wait / 2 + 1);
      expect(Line.made).toHaveLength(before + 1);
    }
    expect(changed).not.toHaveBeenCalled();
    Line.made.at(-1)?.onopen?.();
    vi.advanceTimersByTime(500);
    expect(changed).toHaveBeenCalledTimes(1);
    stop();
  });

  it("is down while nobody looks", () => {
    const stop = listen("t", vi.fn());
    shown = "hidden";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(Line.made[0]?.closed).toBe(true);
    vi.advanceTimersByTime(120_000);
    expect(Line.made).toHaveLength(1);
    shown = "visible";
    document.dispatchEvent(new Event("visibilitychange"));
    expect(Line.made).toHaveLength(2);
    stop();
  });
});
