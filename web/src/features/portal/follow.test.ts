// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { pageOf } from "./app";
import { hasArrived, SendingOnce, urgeAgainAt } from "./follow";
import type { Progress, TimelineEntry } from "./model";
import { newSubmissionId } from "./submission-id";
import { clockTime, dayAndTime, shortTime } from "./time";

const NOW = Date.UTC(2026, 10, 23, 8);
const MINUTE = 60_000;

function progress(
  ...timeline: [id: string, kind: TimelineEntry["kind"], minutesAgo: number][]
): Progress {
  return {
    number: "GD202611230001",
    company: "",
    form: "service_desk.ticket",
    submitted_at: new Date(NOW).toISOString(),
    state: "working",
    status: null,
    resolution_due: null,
    confirm_until: null,
    verbs: ["urge", "reply"],
    rating: null,
    form_url: null,
    steps: [],
    submitted: [],
    shown: [],
    language: "zh-CN",
    timeline: timeline.map(([id, kind, ago]) => ({
      id,
      kind,
      at: new Date(NOW - ago * MINUTE).toISOString(),
      text: "",
    })),
  };
}

describe("urging", () => {
  it("waits half an hour after the last time", () => {
    expect(urgeAgainAt(progress(["1", "submitted", 90]), NOW)).toBeNull();
    expect(urgeAgainAt(progress(["2", "urged", 10], ["1", "submitted", 90]), NOW)).toBe(
      NOW + 20 * MINUTE,
    );
    expect(urgeAgainAt(progress(["3", "urged", 31]), NOW)).toBeNull();
  });

  it("is not held up by a device whose clock is behind", () => {
    expect(urgeAgainAt(progress(["2", "urged", -600]), NOW)).toBeNull();
  });
});

describe("a call whose answer was lost", () => {
  it("has arrived when its trace is new", () => {
    const before = progress(["1", "customer_reply", 5]);
    expect(hasArrived(before, progress(["1", "customer_reply", 5]), "reply")).toBe(false);
    const after = progress(["2", "customer_reply", 0], ["1", "customer_reply", 5]);
    expect(hasArrived(before, after, "reply")).toBe(true);
    expect(hasArrived(before, after, "urge")).toBe(false);
  });
});

describe("a reply that is sent again", () => {
  it("keeps its id until it is there; other words are another reply", () => {
    const sending = new SendingOnce("t");
    const first = sending.idOf("Still down");
    expect(sending.idOf("Still down")).toBe(first);
    const edited = sending.idOf("Still down since noon");
    expect(edited).not.toBe(first);
    sending.arrived();
    expect(sending.idOf("Still down since noon")).not.toBe(edited);
  });
});

describe("addresses", () => {
  it("lead to the form or the progress", () => {
    expect(pageOf("/f/ticket")).toEqual({ page: "form", name: "ticket" });
    expect(pageOf("/p/a%2Fb/")).toEqual({ page: "progress", name: "a/b" });
    for (const path of ["/", "/f/", "/f/a/b", "/x/ticket", "/f/%E0%A4%A"]) {
      expect(pageOf(path)).toBeNull();
    }
  });
});

describe("submission ids", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it("are random UUIDs, also where the browser has no maker of them", () => {
    const poor = {
      getRandomValues: (bytes: Uint8Array) => bytes.fill(0xff),
    } as unknown as Crypto;
    expect(newSubmissionId(poor)).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
    expect(newSubmissionId()).toMatch(uuid);
    expect(newSubmissionId()).not.toBe(newSubmissionId());
  });
});

describe("times", () => {
  const now = new Date(2026, 10, 23, 18, 0);
  const at = new Date(2026, 10, 20, 9, 5);

  it("are short and do not name the year without need", () => {
    expect(clockTime(at)).toBe("09:05");
    expect(dayAndTime(at, now, "zh-CN")).toBe("11-20 09:05");
    expect(dayAndTime(at, now, "en")).toBe("20 Nov, 09:05");
    expect(dayAndTime(new Date(2027, 0, 2, 9, 5), now, "zh-CN")).toBe("2027-01-02 09:05");
    expect(shortTime(at, now, "zh-CN")).toBe("11-20");
    expect(shortTime(new Date(2026, 10, 23, 9, 5), now, "en")).toBe("09:05");
  });
});
