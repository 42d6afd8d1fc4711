import type { TFunction } from "i18next";
import { describe, expect, it } from "vitest";
import {
  type Delivery,
  draftOf,
  missingIn,
  newDraft,
  rebased,
  rhythmWords,
} from "./delivery-draft";

const say = ((key: string, values: Record<string, unknown> = {}) =>
  `${key.replace("sending.", "")} ${Object.values(values).join("|")}`.trim()) as unknown as TFunction;

describe("a delivery that is written", () => {
  it("begins with oneself, on Mondays", () => {
    const draft = newDraft("日报", "me", "zh-CN");
    expect(missingIn(draft)).toEqual({});
    expect(draft.people).toEqual(["me"]);
    expect(rhythmWords(draft.when, say)).toBe("rhythm_week 09:00|1|weekday.0");
  });

  it("says what is missing", () => {
    const draft = newDraft(" ", "me", "en");
    const bare = { ...draft, people: [], via: [], widgets: [] };
    expect(missingIn({ ...bare, when: { ...bare.when, days: [] } })).toEqual({
      name: "name",
      people: "nobody",
      via: "way",
      widgets: "widget",
      when: "days",
    });
    const outside = { ...draft, name: "x", outside: ["a@b.cn"], via: ["inapp" as const] };
    expect(missingIn(outside)).toEqual({ via: "outside_by_mail" });
    expect(missingIn({ ...outside, outside: ["a b"] }).outside).toBe("address");
  });

  it("takes over what was saved elsewhere, except what was changed here", () => {
    const before = newDraft("Weekly", "me", "en");
    const mine = { ...before, name: "Mine", when: { ...before.when, days: [1] } };
    const theirs = {
      ...before,
      name: "Theirs",
      people: ["li"],
      when: { ...before.when, at: "10:00" },
    };
    expect(rebased(mine, before, theirs)).toEqual({
      ...theirs,
      name: "Mine",
      when: { ...before.when, days: [1] },
    });
    expect(rebased(before, before, theirs)).toEqual(theirs);
  });

  it("is read as it was stored", () => {
    const stored = {
      document: {
        name: "周报",
        when: { every: "month", at: "08:30", day: 31, calendar: "office" },
        roles: ["a.b"],
        via: ["mail"],
      },
    } as unknown as Delivery;
    const draft = draftOf(stored);
    expect([draft.people, draft.widgets, draft.sheet]).toEqual([[], null, false]);
    expect(rhythmWords(draft.when, say)).toBe("rhythm_working rhythm_month 08:30|31|");
  });
});
