import type { TFunction } from "i18next";
import type { components } from "../../../api/schema";

/** A delivery while it is being written, and when it goes out in words. Pure. */

export type Delivery = components["schemas"]["DeliveryAnswer"];
export type Draft = Required<
  Omit<components["schemas"]["DeliveryDocument"], "widgets" | "when">
> & {
  widgets: string[] | null;
  when: Required<Omit<components["schemas"]["Rhythm"], "calendar">> & { calendar: string | null };
};

export const WAYS = ["mail", "inapp", "wecom"] as const;
export const WEEK = [0, 1, 2, 3, 4, 5, 6] as const;

/** A new one: to oneself, by mail, on Mondays at nine. */
export function newDraft(name: string, me: string, language: string): Draft {
  return {
    name,
    when: { every: "week", at: "09:00", days: [0], day: 1, calendar: null },
    people: [me],
    roles: [],
    teams: [],
    outside: [],
    robots: [],
    language: language.startsWith("zh") ? "zh-CN" : "en",
    via: ["mail"],
    widgets: null,
    filter: [],
    address: "",
    sheet: false,
  };
}

export function draftOf({ document }: Delivery): Draft {
  const empty = newDraft("", "", document.language ?? "zh-CN");
  return {
    ...empty,
    ...document,
    people: document.people ?? [],
    widgets: document.widgets ?? null,
    when: { ...empty.when, days: [], ...document.when, calendar: document.when.calendar ?? null },
  };
}

/** What is being written, begun at `before`, upon what somebody else has saved meanwhile. */
export function rebased(draft: Draft, before: Draft, theirs: Draft): Draft {
  const mine = (Object.keys(draft) as (keyof Draft)[]).filter(
    (member) => JSON.stringify(draft[member]) !== JSON.stringify(before[member]),
  );
  return { ...theirs, ...Object.fromEntries(mine.map((member) => [member, draft[member]])) };
}

const MAIL = /^[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+$/;

/** What keeps it from being saved, by member. */
export function missingIn(draft: Draft): Partial<Record<keyof Draft, string>> {
  const found: Partial<Record<keyof Draft, string>> = {};
  if (!draft.name.trim()) found.name = "name";
  const to = [draft.people, draft.roles, draft.teams, draft.outside, draft.robots];
  if (to.every((each) => each.length === 0)) found.people = "nobody";
  if (draft.outside.some((each) => !MAIL.test(each))) found.outside = "address";
  else if (draft.outside.length > 0 && !draft.via.includes("mail")) found.via = "outside_by_mail";
  if (draft.via.length === 0) found.via = "way";
  if (draft.widgets?.length === 0) found.widgets = "widget";
  if (draft.when.every === "week" && draft.when.days.length === 0) found.when = "days";
  return found;
}

/** 「每周一、周五 09:00（仅工作日）」 */
export function rhythmWords(when: Draft["when"], t: TFunction): string {
  const days = [...when.days].sort().map((day) => t(`sending.weekday.${day}`));
  const words = t(`sending.rhythm_${when.every}`, {
    at: when.at,
    day: when.day,
    days: days.join(t("sending.between")),
  });
  return when.calendar ? t("sending.rhythm_working", { words }) : words;
}
