import { describe, expect, it } from "vitest";
import { versionToChange } from "./save-record";

const began = { version: 3, values: { phone: "138", tags: ["a"] } };

describe("the version that a change is made of", () => {
  it("is the newest where others changed other fields", () => {
    const now = { version: 5, values: { phone: "138", tags: ["a", "b"] } };
    expect(versionToChange({ phone: "139" }, began, now)).toBe(5);
  });

  it("is the one it began with where others changed the same field, so that nobody is overwritten unseen", () => {
    const now = { version: 5, values: { phone: "137", tags: ["a"] } };
    expect(versionToChange({ phone: "139" }, began, now)).toBe(3);
    expect(versionToChange({ tags: [] }, began, { version: 4, values: { phone: "138" } })).toBe(3);
  });
});
