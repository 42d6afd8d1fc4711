// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { afterChoice, asBegun, type Draft, mineOf, typed, useDraft } from "./draft";
import { chosenOf } from "./save-record";

const EMPTY: Draft = {
  values: {},
  began: {},
  reply: "",
  note: "",
  comment: "",
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
