// @vitest-environment node
import { describe, expect, it } from "vitest";
import { ApiError } from "../api/errors";
import { inChunks } from "./bulk";

const ids = ["1", "2", "3", "4", "5"];
const fine = (part: string[]) =>
  Promise.resolve(part.map((id) => ({ id, ok: true, code: null, message: null })));

describe("one act on many rows", () => {
  it("goes chunk by chunk and tells how far it is", async () => {
    const seen: number[] = [];
    const results = await inChunks(
      ids,
      fine,
      (done) => seen.push(done),
      () => false,
      2,
    );
    expect(seen).toEqual([2, 4, 5]);
    expect(results.map((each) => each.id)).toEqual(ids);
  });

  it("stops between two chunks", async () => {
    let sent = 0;
    const results = await inChunks(
      ids,
      (part) => {
        sent += 1;
        return fine(part);
      },
      () => undefined,
      () => sent === 1,
      2,
    );
    expect(results).toHaveLength(2);
  });

  it("tells a refused chunk row by row and goes on, but not without a network", async () => {
    const refuse = (status: number) => (part: string[]) =>
      part.includes("1") ? Promise.reject(new ApiError(status, { detail: "不行" })) : fine(part);
    const told = await inChunks(
      ids,
      refuse(403),
      () => undefined,
      () => false,
      2,
    );
    expect(told.map((each) => each.ok)).toEqual([false, false, true, true, true]);
    expect(told[0]?.message).toBe("不行");
    const offline = await inChunks(
      ids,
      refuse(0),
      () => undefined,
      () => false,
      2,
    );
    expect(offline.map((each) => each.ok)).toEqual([false, false]);
  });
});
