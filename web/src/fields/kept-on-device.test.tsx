import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { newDraftPlace, readNewDraft, writeNewDraft } from "../features/records/new-draft";
import { useDraft } from "../features/ticket/draft";

const FIELDS = [{ key: "phone", sensitive: true }, { key: "name" }];
const PHONE = "13912345678";

function device(): string {
  return Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place))
    .map((key) => localStorage.getItem(key ?? ""))
    .join();
}

describe("what is left on the device until it is sent", () => {
  beforeEach(() => localStorage.clear());

  it("holds no sensitive value of a record that is being written", () => {
    const place = newDraftPlace("me", "clinic.patient");
    writeNewDraft(place, { id: "n1", values: { phone: PHONE, name: "李雷" } }, FIELDS);
    expect(device()).not.toContain(PHONE);
    expect(readNewDraft(place)).toEqual({ id: "n1", values: { name: "李雷" } });
  });

  it("holds no sensitive value of a ticket that is being changed, while the screen does", () => {
    const { result } = renderHook(() => useDraft("me", "r", FIELDS));
    const began = { phone: { version: 1, value: "139****5678" }, name: { version: 1, value: "" } };
    act(() => result.current[1](() => ({ values: { phone: PHONE, name: "李雷" }, began })));
    act(() => void window.dispatchEvent(new Event("pagehide")));
    expect(result.current[0].values.phone).toBe(PHONE);
    expect(device()).toContain("李雷");
    expect(device()).not.toContain(PHONE);
    expect(device()).not.toContain("139****5678");
  });
});
