import { useEffect, useState } from "react";
import type { components } from "../../api/schema";

export type Answers = Required<components["schemas"]["Answers"]>;
export type Teams = Required<components["schemas"]["Teams"]>;
export type Hours = Required<components["schemas"]["Hours"]>;
export type Member = components["schemas"]["Member"];
export type Preview = components["schemas"]["Preview"];

export const STEPS = ["trade", "channels", "teams", "hours", "levels", "field"] as const;
export type Step = (typeof STEPS)[number];

export const TRADES = ["equipment", "software", "retail", "property", "general"] as const;
export const CHANNELS = ["link", "qr", "phone", "mail"] as const;
export const LEVELS = ["none", "vip", "three"] as const;
export const DAYS = ["mon-fri", "mon-sat", "mon-sun"] as const;

/** What whoever skips a question gets. */
export const RECOMMENDED: Answers = {
  trade: "equipment",
  channels: ["link", "qr", "mail"],
  teams: {
    service: [],
    tech: true,
    tech_members: [],
    supervisor: [],
    partners: false,
    more: [],
  },
  hours: {
    days: "mon-fri",
    start: "09:00",
    end: "18:00",
    lunch: true,
    holidays: true,
    always: false,
  },
  levels: "none",
  field_service: false,
};

/** Which part of the answers a step asks for. */
const PART: Record<Step, keyof Answers> = {
  trade: "trade",
  channels: "channels",
  teams: "teams",
  hours: "hours",
  levels: "levels",
  field: "field_service",
};

/** The answers with one step as recommended. */
export function skipped(answers: Answers, step: Step): Answers {
  return { ...answers, [PART[step]]: RECOMMENDED[PART[step]] };
}

export interface Progress {
  answers: Answers;
  /** The step that is open. */
  at: number;
  /** How far the person has been. */
  been: number;
}

const PLACE = "helpwright.welcome";
const FRESH: Progress = { answers: RECOMMENDED, at: 0, been: 0 };

function restored(): Progress {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null") as Progress | null;
    return kept ? { ...FRESH, ...kept, answers: { ...RECOMMENDED, ...kept.answers } } : FRESH;
  } catch {
    return FRESH;
  }
}

/** The answers so far; they stay on the device until the desk is made. */
export function useProgress() {
  const [progress, setProgress] = useState(restored);
  useEffect(() => {
    try {
      localStorage.setItem(PLACE, JSON.stringify(progress));
    } catch {
      // A device that keeps nothing begins anew next time.
    }
  }, [progress]);
  return { ...progress, setProgress };
}

export function forgetProgress(): void {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // Nothing was kept, so nothing has to go.
  }
}
