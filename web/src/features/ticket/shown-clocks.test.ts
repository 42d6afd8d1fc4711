import { describe, expect, it } from "vitest";
import type { RecordDetail, Task } from "../../api/types";
import { shownClocks } from "./shown-clocks";

type Clock = NonNullable<RecordDetail["case"]>["clocks"]["resolution"];

const CREATED = "2026-11-23T02:00:00.000Z";

function clock(state: Clock["state"], more: Partial<Clock> = {}): Clock {
  return {
    state,
    due_at: "2026-11-23T04:00:00.000Z",
    left_seconds: null,
    paused_seconds: 0,
    took_seconds: null,
    working: true,
    warned_at: null,
    breached_at: null,
    ...more,
  };
}

function ticket(first_response: Clock, resolution: Clock): RecordDetail {
  // Only what the clocks are made of.
  return { created_at: CREATED, case: { clocks: { first_response, resolution } } } as RecordDetail;
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
