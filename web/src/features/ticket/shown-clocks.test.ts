import { describe, expect, it } from "vitest";
import type { RecordDetail, Task } from "../../api/types";
import { shownClocks } from "./shown-clocks";

type Clock = NonNullable<RecordDetail["case"]>["clocks"]["resolution"];

const CREATED = "2026-11-23T02:00:00.000Z";

function clock(state: Clock["state"], more: Partial<Clock> = {}): Clock {
  return {
    state,
    begun_at: CREATED,
    due_at: "2026-11-23T04:00:00.000Z",
    left_seconds: null,
    paused_seconds: 0,
    took_seconds: null,
    working: true,
    warned_at: null,
    breached_at: null,
    level: null,
    ...more,
  };
}

const NEVER_ASKED = clock("idle", { due_at: null });

function ticket(first_response: Clock, resolution: Clock, next_response = NEVER_ASKED) {
  // Only what the clocks are made of.
  const clocks = { first_response, next_response, resolution };
  return { created_at: CREATED, case: { clocks } } as RecordDetail;
}

const keys = (record: RecordDetail, task?: Task) =>
  shownClocks(record, task).map((each) => `${each.key} ${each.state}`);

describe("the clocks of a ticket", () => {
  it("show the first response before the solution while it is waited for", () => {
    expect(keys(ticket(clock("running"), clock("running")))).toEqual([
      "first_response running",
      "resolution running",
    ]);
  });

  it("show what still runs or is paused before what has ended", () => {
    expect(keys(ticket(clock("met"), clock("paused")))).toEqual([
      "resolution paused",
      "first_response met",
    ]);
    expect(keys(ticket(clock("missed"), clock("met")))).toEqual([
      "resolution met",
      "first_response missed",
    ]);
  });

  it("show the answer that the customer waits for, from their message on", () => {
    const asked = "2026-11-24T02:00:00.000Z";
    const waits = clock("running", { begun_at: asked, paused_seconds: 60 });
    const record = ticket(clock("met"), clock("running"), waits);
    expect(keys(record)).toEqual([
      "next_response running",
      "resolution running",
      "first_response met",
    ]);
    expect(shownClocks(record, undefined)[0]?.from).toBe(Date.parse(asked) + 60_000);
    expect(keys(ticket(clock("met"), clock("running"), clock("met")))).toEqual([
      "resolution running",
      "next_response met",
      "first_response met",
    ]);
  });

  it("have the color of the level that they reached until they have ended", () => {
    const level = { key: "orange", name: "橙", color: "orange", at: CREATED } as const;
    const levels = (record: RecordDetail) =>
      shownClocks(record, undefined).map((each) => each.level?.color ?? null);
    expect(levels(ticket(clock("running"), clock("paused", { level })))).toEqual([null, "orange"]);
    const ended = clock("met", { level, took_seconds: 60 });
    expect(levels(ticket(ended, clock("running", { level })))).toEqual(["orange", null]);
  });

  it("move the beginning on by the pauses", () => {
    const [first] = shownClocks(
      ticket(clock("running", { due_at: null }), clock("running", { paused_seconds: 60 })),
      undefined,
    );
    expect(first?.key).toBe("resolution");
    expect(first?.from).toBe(Date.parse(CREATED) + 60_000);
  });

  it("are those of the task where the form promises nothing", () => {
    const none = ticket(clock("running", { due_at: null }), clock("running", { due_at: null }));
    expect(keys(none)).toEqual([]);
    const task = { due_at: "2026-11-23T05:00:00.000Z", created_at: CREATED } as Task;
    expect(keys(none, task)).toEqual(["task running"]);
  });
});
