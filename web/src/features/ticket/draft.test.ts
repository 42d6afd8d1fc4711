// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  afterChoice,
  afterSaving,
  answerOf,
  asBegun,
  type Draft,
  mineOf,
  typed,
  useDraft,
} from "./draft";
import { chosenOf } from "./save-record";

const EMPTY: Draft = {
  values: {},
  began: {},
  reply: "",
  note: "",
  words: {},
  mentions: {},
  files: { reply: [], note: [] },
  at: null,
};
const AT_3 = { version: 3, values: { solution: null, urgency: "normal" } };
const AT_5 = { version: 5, values: { solution: "theirs", urgency: "normal" } };

describe("what a draft was begun with", () => {
  it("is what stood there before the first letter, however the record goes on", () => {
    let draft = { ...EMPTY, ...typed(EMPTY, "solution", "m", AT_3) };
    draft = { ...draft, ...typed(draft, "solution", "mine", AT_5) };
    expect(draft.values).toEqual({ solution: "mine" });
    expect(asBegun(draft, ["solution"], AT_5)).toEqual({ version: 3, values: AT_3.values });
  });

  it("is the present record for fields of which nothing is known, such as drafts of older days", () => {
    const old = { ...EMPTY, values: { solution: "mine" } };
    expect(asBegun(old, ["solution"], AT_5)).toEqual(AT_5);
  });

  it("makes no change of what was typed and taken back", () => {
    const draft = { ...EMPTY, ...typed(EMPTY, "urgency", "normal", AT_3) };
    expect(mineOf(draft, "urgency")).toBeUndefined();
    expect(mineOf({ ...draft, ...typed(draft, "urgency", "urgent", AT_3) }, "urgency")).toBe(
      "urgent",
    );
  });
});

describe("after a choice between two versions", () => {
  const draft = ["solution", "urgency"].reduce<Draft>(
    (now, key) => Object.assign(now, typed(now, key, "mine", AT_3)),
    { ...EMPTY },
  );

  it("what was left to the others is gone, the rest counts from what they wrote", () => {
    expect(afterChoice(draft, ["solution"], AT_5)).toEqual({
      values: { urgency: "mine" },
      began: { urgency: { version: 5, value: "normal" } },
    });
  });

  it("everything is written but what was left to them", () => {
    const current = { ...AT_5 } as never;
    const stale = { current, mine: draft.values, fields: ["solution"] };
    expect(chosenOf(stale, [])).toEqual({ solution: "mine", urgency: "mine" });
    expect(chosenOf(stale, ["solution"])).toEqual({ urgency: "mine" });
  });
});

describe("what stands in a field", () => {
  it("is nothing when it was taken out, and not what was there before", () => {
    const now = { version: 3, values: { due: "2026-12-01" } };
    const draft = { ...EMPTY, ...typed(EMPTY, "due", null, now) };
    expect(answerOf(draft, "due", now)).toBeNull();
    expect(answerOf(EMPTY, "due", now)).toBe("2026-12-01");
  });
});

describe("after saving", () => {
  it("stays what was typed while it was on its way, and counts from the record as it is then", () => {
    const began = { ...EMPTY, ...typed(EMPTY, "solution", "first", AT_3) };
    const both = { ...began, ...typed(began, "urgency", "urgent", AT_3) };
    const on = { ...both, ...typed(both, "solution", "first and more", AT_3) };
    expect(afterSaving(on, { solution: "first" })).toEqual({
      values: { solution: "first and more", urgency: "urgent" },
      began: { urgency: { version: 3, value: "normal" } },
    });
    expect(afterSaving(both, { solution: "first", urgency: "urgent" })).toEqual({
      values: {},
      began: {},
    });
  });
});

describe("one ticket in two tabs", () => {
  const place = "helpwright.draft.wang.r1";
  afterEach(() => {
    vi.useRealTimers();
    localStorage.clear();
  });

  /** What the browser tells every tab but the one that wrote. */
  function told(): void {
    const newValue = localStorage.getItem(place);
    const event = new StorageEvent("storage", { key: place, newValue });
    act(() => void window.dispatchEvent(event));
  }

  function tabs() {
    vi.useFakeTimers();
    const first = renderHook(() => useDraft("wang", "r1"));
    const second = renderHook(() => useDraft("wang", "r1"));
    const rest = () => act(() => void vi.advanceTimersByTime(400));
    return { first: first.result, second: second.result, rest };
  }

  it("keeps what is written in either of them", () => {
    const { first, second, rest } = tabs();
    act(() => first.current[1](() => ({ reply: "回复写到一半" })));
    rest();
    act(() => second.current[1]((now) => typed(now, "solution", "在另一页", AT_3)));
    rest();
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}") as Draft;
    expect(kept.reply).toBe("回复写到一半");
    expect(kept.values).toEqual({ solution: "在另一页" });
  });

  it("shows what was written in the other, and no longer what was sent there", () => {
    const { first, second, rest } = tabs();
    act(() => first.current[1](() => ({ reply: "马上到" })));
    rest();
    told();
    expect(second.current[0].reply).toBe("马上到");
    act(() => first.current[1](() => ({ reply: "" })));
    rest();
    told();
    expect(second.current[0].reply).toBe("");
    act(() => second.current[1](() => ({ note: "备注" })));
    rest();
    const kept = JSON.parse(localStorage.getItem(place) ?? "{}") as Draft;
    expect(kept).toMatchObject({ reply: "", note: "备注" });
  });

  it("takes nothing away that is being typed here", () => {
    const { first, second, rest } = tabs();
    act(() => second.current[1](() => ({ note: "这里正在写" })));
    act(() => first.current[1](() => ({ note: "那里写的" })));
    act(() => void vi.advanceTimersByTime(10));
    localStorage.setItem(place, JSON.stringify({ ...EMPTY, note: "那里写的" }));
    told();
    expect(second.current[0].note).toBe("这里正在写");
    rest();
  });

  it("keeps a sensitive value here that never lies on the device", () => {
    vi.useFakeTimers();
    const fields = [{ key: "card", sensitive: true }];
    const { result } = renderHook(() => useDraft("wang", "r1", fields));
    const now = { version: 1, values: { card: "****" } };
    act(() => result.current[1]((draft) => typed(draft, "card", "310…", now)));
    act(() => void vi.advanceTimersByTime(400));
    localStorage.setItem(place, JSON.stringify({ ...EMPTY, reply: "那里写的" }));
    told();
    act(() => result.current[1](() => ({ note: "x" })));
    act(() => void vi.advanceTimersByTime(400));
    expect(result.current[0]).toMatchObject({ values: { card: "310…" }, reply: "那里写的" });
    expect(localStorage.getItem(place)).not.toContain("310");
  });
});

describe("a device that keeps nothing", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("is never said to have kept the draft, and the page is not closed without a question", () => {
    vi.useFakeTimers();
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const { result, unmount } = renderHook(() => useDraft("wang", "r1"));
    act(() => result.current[1](() => ({ reply: "写了很久" })));
    act(() => void vi.advanceTimersByTime(400));
    expect(result.current[0]).toMatchObject({ reply: "写了很久", at: null });
    const leaving = new Event("beforeunload", { cancelable: true });
    act(() => void window.dispatchEvent(leaving));
    expect(leaving.defaultPrevented).toBe(true);

    act(() => result.current[1](() => ({ reply: "" })));
    const sent = new Event("beforeunload", { cancelable: true });
    act(() => void window.dispatchEvent(sent));
    expect(sent.defaultPrevented).toBe(false);
    unmount();
  });
});
