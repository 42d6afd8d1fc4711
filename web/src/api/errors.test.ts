// @vitest-environment node
import { describe, expect, it } from "vitest";
import { call } from "./client";
import { ApiError, byField, staleRecord } from "./errors";

const answer = (status: number, error: unknown) =>
  Promise.resolve({ error, response: new Response(null, { status }) });

describe("answers that are not the wished ones", () => {
  it("carry the sentence of each field under the field's own key", async () => {
    const errors = [
      { field: "values.solution", code: "missing", message: "请填写" },
      { field: "urgency", code: "option", message: "没有这个选项" },
      { field: null, code: "other", message: "…" },
    ];
    const error = await call(answer(422, { detail: "两处要改", errors })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).message).toBe("两处要改");
    expect(byField(error)).toEqual({ solution: "请填写", urgency: "没有这个选项" });
  });

  it("bring what is wrong with one of a list to the field of that list, where it has no place of its own", async () => {
    const errors = [
      { field: "roles.0", code: "role_unknown", message: "没有这个角色" },
      { field: "values.parts.2", code: "option", message: "没有这个选项" },
      { field: "days.1.at", code: "time", message: "不是时间" },
      { field: "days", code: "missing", message: "请填写" },
    ];
    const error = await call(answer(422, { errors })).catch((e: unknown) => e);
    expect(byField(error)).toMatchObject({
      roles: "没有这个角色",
      "roles.0": "没有这个角色",
      parts: "没有这个选项",
      days: "请填写",
      "days.1.at": "不是时间",
    });
  });

  it("hand over the present record when a save came too late", async () => {
    const current = { id: "a", version: 4 };
    const stale = await call(answer(409, { code: "stale", current })).catch((e: unknown) => e);
    expect(staleRecord(stale)).toEqual(current);
    const other = await call(answer(409, { code: "task_claimed" })).catch((e: unknown) => e);
    expect(staleRecord(other)).toBeNull();
  });

  it("say that nobody answered when the network is gone", async () => {
    const error = await call(Promise.reject(new TypeError("Failed to fetch"))).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ status: 0, code: "unreachable", unreachable: true });
  });

  it("tell a server that cannot at the moment from one that refuses", async () => {
    const passing = async (status: number) =>
      (await call(answer(status, {})).catch((e: unknown) => e)) as ApiError;
    expect((await passing(503)).passing).toBe(true);
    expect((await passing(503)).unreachable).toBe(false);
    expect((await passing(500)).passing).toBe(false);
  });

  it("survive a body that is no problem document", async () => {
    const error = await call(answer(500, "<html>")).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 500, message: "", fields: [] });
  });
});
