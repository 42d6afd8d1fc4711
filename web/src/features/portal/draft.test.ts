import { describe, expect, it } from "vitest";
import {
  clearDraft,
  type Draft,
  type DraftStore,
  filesExpired,
  loadDraft,
  saveDraft,
  withAttempt,
  withoutFiles,
  withoutSensitive,
} from "./draft";

const HOUR = 3600_000;
const NOW = Date.UTC(2026, 10, 23, 8);

/** A device that holds so many characters. */
function device(room = 10_000): DraftStore & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key) => held.get(key) ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => {
      if (value.length > room) throw new DOMException("Full.", "QuotaExceededError");
      held.set(key, value);
    },
  };
}

const draft: Draft = {
  id: "4d1f8f1e-2f0e-4c1e-9d8a-3b0a8f3d2c11",
  values: { name: "张伟", photos: ["f1"] },
  files: { f1: { id: "f1", name: "a.png", size: 9, type: "image/png", preview: "data:," } },
  filesSince: NOW - HOUR,
  savedAt: NOW,
  sent: [],
};

describe("a draft", () => {
  it("leaves no sensitive value on the device, nor in what may have been sent", () => {
    const fields = [{ key: "name" }, { key: "card", sensitive: true }];
    const values = { name: "张伟", card: "MRN-7781-QX" };
    const store = device();
    saveDraft(store, "ticket", withoutSensitive({ ...draft, values, sent: [values] }, fields));
    expect([...store.held.values()].join()).not.toContain("MRN-7781-QX");
    const found = loadDraft(store, "ticket", NOW);
    expect(found?.values).toEqual({ name: "张伟" });
    expect(found?.sent).toEqual([{ name: "张伟" }]);
  });

  it("comes back as it was saved, with the same submission id", () => {
    const store = device();
    expect(saveDraft(store, "ticket", draft)).toBe(true);
    expect(loadDraft(store, "ticket", NOW + HOUR)).toEqual(draft);
    expect(loadDraft(store, "other", NOW)).toBeNull();
    clearDraft(store, "ticket");
    expect(loadDraft(store, "ticket", NOW)).toBeNull();
  });

  it("is forgotten after a month", () => {
    const store = device();
    saveDraft(store, "ticket", draft);
    expect(loadDraft(store, "ticket", NOW + 31 * 24 * HOUR)).toBeNull();
  });

  it("lets go of files the server no longer has", () => {
    expect(filesExpired(draft, NOW)).toBe(false);
    expect(filesExpired(draft, NOW + 23 * HOUR)).toBe(true);
    expect(withoutFiles(draft)).toMatchObject({
      id: draft.id,
      values: { name: "张伟" },
      files: {},
      filesSince: null,
    });
  });

  it("keeps the words when the device is nearly full", () => {
    const pictures = {
      ...draft,
      files: { f1: { id: "f1", name: "a", size: 9, type: "image/png", preview: "x".repeat(900) } },
    };
    const store = device(600);
    expect(saveDraft(store, "ticket", pictures)).toBe(true);
    expect(loadDraft(store, "ticket", NOW)?.values).toEqual(draft.values);
    expect(saveDraft(device(10), "ticket", pictures)).toBe(false);
    expect(saveDraft(null, "ticket", pictures)).toBe(false);
  });

  it("survives rubbish on the device", () => {
    const store = device();
    for (const rubbish of ["{", "[]", "1", '{"id":1}', '{"id":"x","savedAt":"then"}', "null"]) {
      store.setItem("helpwright.draft.ticket", rubbish);
      expect(loadDraft(store, "ticket", NOW)).toBeNull();
    }
    store.setItem(
      "helpwright.draft.ticket",
      JSON.stringify({ id: "x", savedAt: NOW, values: { a: { b: 1 }, c: 5 }, sent: "?" }),
    );
    expect(loadDraft(store, "ticket", NOW)).toMatchObject({
      values: { a: null, c: 5 },
      sent: [],
    });
  });

  it("remembers each different try once", () => {
    const once = withAttempt(draft, { a: "1" });
    expect(withAttempt(once, { a: "1" }).sent).toEqual([{ a: "1" }]);
    expect(withAttempt(once, { a: "2" }).sent).toEqual([{ a: "1" }, { a: "2" }]);
  });
});
