import type { TFunction } from "i18next";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/** Working time of each day as `HH:MM-HH:MM`, in order; days off are empty. */
export type Week = Record<Day, string[]>;

/** The days that a key of `week` names: one, a range, or several of both. */
export function daysOf(key: string): Day[] {
  return key.split(",").flatMap((part) => {
    const [from = "", to = from] = part.trim().split("-");
    const first = DAYS.indexOf(from as Day);
    const last = DAYS.indexOf(to as Day);
    if (first < 0 || last < 0) return [];
    return first <= last
      ? DAYS.slice(first, last + 1)
      : [...DAYS.slice(first), ...DAYS.slice(0, last + 1)];
  });
}

/** What a document's `week` says, day by day. */
export function weekOf(raw: unknown): Week {
  const week = Object.fromEntries(DAYS.map((day) => [day, [] as string[]])) as Week;
  if (typeof raw !== "object" || raw === null) return week;
  for (const [key, spans] of Object.entries(raw)) {
    for (const day of daysOf(key)) {
      if (Array.isArray(spans)) week[day] = spans.map(String);
    }
  }
  return week;
}

/** The document for it: days that follow each other and are alike stand together. */
export function weekDocument(week: Week): Record<string, string[]> {
  const document: Record<string, string[]> = {};
  let from = 0;
  while (from < DAYS.length) {
    const first = DAYS[from] as Day;
    let to = from;
    while (to + 1 < DAYS.length && same(week[DAYS[to + 1] as Day], week[first])) to += 1;
    if (week[first].length > 0) {
      document[to > from ? `${first}-${DAYS[to]}` : first] = week[first];
    }
    from = to + 1;
  }
  return document;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, place) => each === other[place]);
}

/** 「周一至周五 9:00–18:00」: the first two runs of days that are worked alike, from their first to their last minute. */
export function weekText(raw: unknown, t: TFunction): string {
  const groups = Object.entries(weekDocument(weekOf(raw)));
  if (groups.length === 0) return t("calendars.never");
  return groups
    .slice(0, 2)
    .map(([key, spans]) => {
      const [from = "mon", to] = key.split("-");
      const days = to
        ? t("calendars.days", { from: t(`calendars.day.${from}`), to: t(`calendars.day.${to}`) })
        : t(`calendars.day.${from}`);
      const start = spans[0]?.split("-")[0] ?? "";
      const end = spans.at(-1)?.split("-")[1] ?? "";
      return t("calendars.open", { days, start, end });
    })
    .join(t("list.and"));
}
