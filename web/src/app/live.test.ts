// @vitest-environment jsdom
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useLive } from "./line";
import { staleKeys, startLive } from "./live";

class Line {
  static OPEN = 1;
  static CLOSED = 3;
  static open: Line[] = [];
  readyState = 0;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;
  constructor(readonly url: string) {
    Line.open.push(this);
  }
  close(code = 1006) {
    this.readyState = Line.CLOSED;
    this.onclose?.({ code });
  }
}

const newest = () => {
  const line = Line.open.at(-1);
  if (!line) throw new Error("no line was opened");
  return line;
};

beforeEach(() => {
  Line.open = [];
  vi.stubGlobal("WebSocket", Line);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("what a pushed change makes stale", () => {
  it("is everything that shows definitions when something was published", () => {
    const keys = staleKeys({ type: "changed", dataset: "definitions", ids: ["p"], version: null });
    expect(keys).toContainEqual(["changes"]);
    expect(keys).toContainEqual(["workspace"]);
  });

  it("is the list, its counts and the named records of a form", () => {
    const keys = staleKeys({ type: "changed", dataset: "desk.ticket", ids: ["a"], version: 2 });
    expect(keys).toEqual([
      ["records", "desk.ticket"],
      ["counts", "desk.ticket"],
      ["record", "desk.ticket", "a"],
      ["flow", "desk.ticket", "a"],
      ["activity", "desk.ticket", "a"],
      ["buttons", "desk.ticket", "a"],
    ]);
  });

  it("is every list of tasks, and messages with the activity that tells of them", () => {
    const of = (dataset: string) => staleKeys({ type: "changed", dataset, ids: ["a"], version: 1 });
    expect(of("tasks")).toEqual([["tasks"], ["flow"]]);
    expect(of("messages")).toEqual([["messages"], ["message"], ["activity"]]);
    expect(of("views")).toEqual([["views"], ["counts"]]);
    expect(of("notifications")).toEqual([["notifications"]]);
  });
});

describe("the line for pushed changes", () => {
  it("reads dashboards once for changes that arrive together", () => {
    const queries = new QueryClient();
    const read = vi.spyOn(queries, "invalidateQueries");
    const stop = startLive(queries);
    newest().onopen?.();
    const change = JSON.stringify({ type: "changed", dataset: "tasks", ids: [], version: 1 });
    newest().onmessage?.({ data: change });
    newest().onmessage?.({ data: change });
    vi.advanceTimersByTime(1000);
    const dashboards = read.mock.calls.filter(([what]) => what?.queryKey?.[0] === "dashboard");
    expect(dashboards).toHaveLength(1);
    stop();
  });

  it("comes back by itself with growing pauses and reads everything once after a gap", () => {
    const queries = new QueryClient();
    const read = vi.spyOn(queries, "invalidateQueries");
    const stop = startLive(queries);
    newest().onopen?.();
    read.mockClear();
    newest().close();
    expect(useLive.getState().connected).toBe(false);
    vi.advanceTimersByTime(500);
    expect(Line.open).toHaveLength(2);
    newest().close();
    vi.advanceTimersByTime(400);
    expect(Line.open).toHaveLength(2);
    vi.advanceTimersByTime(600);
    expect(Line.open).toHaveLength(3);
    newest().onopen?.();
    expect(useLive.getState().connected).toBe(true);
    expect(read.mock.calls.map(([what]) => what)).toEqual([{}]);
    stop();
  });

  it("knows at once that the device has no network, and reads everything when it is back", () => {
    const queries = new QueryClient();
    const read = vi.spyOn(queries, "invalidateQueries");
    const stop = startLive(queries);
    newest().readyState = Line.OPEN;
    newest().onopen?.();
    read.mockClear();
    window.dispatchEvent(new Event("offline"));
    expect(useLive.getState().connected).toBe(false);
    window.dispatchEvent(new Event("online"));
    expect(useLive.getState().connected).toBe(true);
    expect(Line.open).toHaveLength(1);
    expect(read.mock.calls.map(([what]) => what)).toEqual([{}]);
    stop();
  });

  it("reads everything once when the server says that changes were lost", () => {
    const queries = new QueryClient();
    const read = vi.spyOn(queries, "invalidateQueries");
    const stop = startLive(queries);
    newest().onopen?.();
    read.mockClear();
    const lost = { type: "changed", dataset: "*", ids: [], version: null };
    newest().onmessage?.({ data: JSON.stringify(lost) });
    expect(read.mock.calls.map(([what]) => what)).toEqual([{}]);
    stop();
  });

  it("asks who one is when the session is over", () => {
    const queries = new QueryClient();
    const stop = startLive(queries);
    newest().onopen?.();
    const read = vi.spyOn(queries, "invalidateQueries");
    newest().close();
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(500);
    newest().close(4401);
    expect(read).toHaveBeenCalledExactlyOnceWith({ queryKey: ["workspace"] });
    stop();
  });

  it("stays closed once ended", () => {
    const stop = startLive(new QueryClient());
    stop();
    vi.advanceTimersByTime(60_000);
    expect(Line.open).toHaveLength(1);
  });
});

describe("what was read before the line stood", () => {
  /** A list on the screen; `read` counts readings, `arrive` lets the oldest one under way arrive. */
  function shown(queries: QueryClient, queryKey: string[]) {
    const waiting: ((value: string) => void)[] = [];
    const read = vi.fn(() => new Promise<string>((resolve) => waiting.push(resolve)));
    const observer = new QueryObserver(queries, {
      queryKey,
      queryFn: read,
      staleTime: Number.POSITIVE_INFINITY,
    });
    observer.subscribe(() => undefined);
    const arrive = async () => {
      waiting.shift()?.("rows");
      await vi.advanceTimersByTimeAsync(1);
    };
    return { read, arrive, observer };
  }

  it("is read once more, without taking it off the screen", async () => {
    const queries = new QueryClient();
    const tasks = shown(queries, ["tasks", "mine"]);
    const workspace = shown(queries, ["workspace"]);
    await tasks.arrive();
    await workspace.arrive();
    const stop = startLive(queries);
    newest().onopen?.();
    expect(tasks.observer.getCurrentResult().data).toBe("rows");
    await tasks.arrive();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tasks.read).toHaveBeenCalledTimes(2);
    expect(workspace.read).toHaveBeenCalledTimes(1);
    stop();
  });

  it("may arrive first when it was still on its way", async () => {
    const queries = new QueryClient();
    const tasks = shown(queries, ["tasks", "mine"]);
    const stop = startLive(queries);
    newest().onopen?.();
    expect(tasks.read).toHaveBeenCalledTimes(1);
    await tasks.arrive();
    expect(tasks.observer.getCurrentResult().data).toBe("rows");
    expect(tasks.read).toHaveBeenCalledTimes(2);
    await tasks.arrive();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tasks.read).toHaveBeenCalledTimes(2);
    stop();
  });

  it("is not what was read since", async () => {
    const queries = new QueryClient();
    const stop = startLive(queries);
    newest().onopen?.();
    const tasks = shown(queries, ["tasks", "mine"]);
    await tasks.arrive();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tasks.read).toHaveBeenCalledTimes(1);
    stop();
  });
});

describe("a list that others go on changing", () => {
  const change = JSON.stringify({ type: "changed", dataset: "desk.ticket", ids: [], version: 1 });

  it("is read to its end each time, and not once for every change", async () => {
    const queries = new QueryClient();
    let rows = 0;
    const read = vi.fn(
      ({ signal }: { signal: AbortSignal }) =>
        new Promise<number>((resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          setTimeout(() => resolve(rows), 300);
        }),
    );
    const queryKey = ["records", "desk.ticket", {}];
    const list = new QueryObserver(queries, { queryKey, queryFn: read, staleTime: Infinity });
    list.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(400);
    const stop = startLive(queries);
    newest().onopen?.();
    await vi.advanceTimersByTimeAsync(400);
    read.mockClear();
    for (rows = 1; rows <= 50; rows += 1) {
      newest().onmessage?.({ data: change });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(list.getCurrentResult().data).toBeGreaterThan(40);
    expect(read.mock.calls.length).toBeLessThan(20);
    await vi.advanceTimersByTimeAsync(2000);
    expect(list.getCurrentResult().data).toBe(51);
    stop();
  });

  it("is read at once after a single change", async () => {
    const queries = new QueryClient();
    const read = vi.fn(() => Promise.resolve("rows"));
    const queryKey = ["records", "desk.ticket", {}];
    new QueryObserver(queries, { queryKey, queryFn: read, staleTime: Infinity }).subscribe(
      () => undefined,
    );
    const stop = startLive(queries);
    newest().onopen?.();
    await vi.advanceTimersByTimeAsync(1000);
    read.mockClear();
    newest().onmessage?.({ data: change });
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(read).toHaveBeenCalledTimes(1);
    stop();
  });
});
