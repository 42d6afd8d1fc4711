/** Service policies of a form: acts on the draft, and what is promised by which. Pure. */

import type { LevelColor } from "../../app/level";
import type { Document, Operation, Path } from "../../designer/document";
import type { LocalText } from "../../designer/texts";
import type { FilterTree } from "../../language/filter";
import { changeForm } from "./acts";
import type { Target } from "./target-input";

export const LEVEL_COLORS = ["blue", "yellow", "orange", "red", "purple"] as const;
/** A level: reached when so much of the target of its clock is used; just one of the amounts is given. */
export interface Level {
  name: LocalText;
  clock: ClockName;
  color: LevelColor;
  percent?: number;
  days?: number;
  hours?: number;
  minutes?: number;
}
export type Levels = Readonly<Record<string, Level>>;
export const AMOUNTS = ["percent", "hours", "days", "minutes"] as const;
export type Amount = (typeof AMOUNTS)[number];
/** Rules call so the warning and the end of every target. */
const OF_EVERY_TARGET = new Set(["near", "missed"]);
export const MOST_LEVELS = 30;

/** In what a level is counted; undefined while its amount is being typed anew. */
export const amountOf = (level: Level): Amount | undefined =>
  AMOUNTS.find((each) => level[each] !== undefined);

/** The level with that amount of that unit instead, or with none. */
export function withAmount(level: Level, unit: Amount, amount: number | null): Level {
  const { percent: _, days: _d, hours: _h, minutes: _m, ...rest } = level;
  return amount ? { ...rest, [unit]: amount } : rest;
}

/** With one more level of a clock: at half of its target, near its end, at its end, and ever later. */
export function addLevel(levels: Levels, clock: ClockName, name: LocalText, key: string): Levels {
  const own = Object.values(levels).filter((each) => each.clock === clock);
  const color = LEVEL_COLORS[Math.min(own.length + 1, 3)] ?? "red";
  const percent = [50, 80, 100][own.length] ?? 100 + 50 * (own.length - 2);
  return { ...levels, [key]: { name, clock, color, percent } };
}

export const isLevelTaken = (levels: Levels, key: string): boolean =>
  OF_EVERY_TARGET.has(key) || Object.hasOwn(levels, key);

/** What is promised: nothing where a target is absent. */
export interface Promises {
  first_response?: Target;
  next_response?: Target;
  resolution?: Target;
  levels?: Levels;
}
export interface Policy extends Promises {
  name: LocalText;
  /** Absent: for every ticket. */
  when?: FilterTree;
}
/** A policy with its key, in the order in which they are asked. */
export type Kept = readonly [key: string, policy: Policy];
export interface Service extends Promises {
  warn?: number;
  policies?: Readonly<Record<string, Policy>>;
}

export const MOST_POLICIES = 30;
export const CLOCKS = ["first_response", "next_response", "resolution"] as const;
export type ClockName = (typeof CLOCKS)[number];
/** Reports call so what is promised where no policy fits. */
const TAKEN = "otherwise";

export const policyPath = (key: string): Path => ["service", "policies", key];
export const serviceOf = (document: Document) => document.service as Service | undefined;
export function policiesIn(document: Document): Kept[] {
  return Object.entries(serviceOf(document)?.policies ?? {});
}

export function isTaken(document: Document, key: string): boolean {
  return key === TAKEN || Object.hasOwn(serviceOf(document)?.policies ?? {}, key);
}

export function addPolicy(
  document: Document,
  key: string,
  value: Policy,
  place = policiesIn(document).length,
): Operation[] {
  const add: Operation = { do: "add", element: "policy", at: [key], value, place };
  return serviceOf(document) ? [add] : [changeForm({ service: {} }), add];
}

/** Changes what a policy says; null takes it away. */
export function changePolicy(key: string, values: Readonly<Record<string, unknown>>): Operation[] {
  return [{ do: "change", element: "policy", at: [key], values }];
}

export function movePolicy(key: string, place: number): Operation[] {
  return [{ do: "move", element: "policy", at: [key], place }];
}

/** Takes a policy away; with the last one the form is as it was without any. */
export function removePolicy(document: Document, key: string): Operation[] {
  if (policiesIn(document).length > 1) return [{ do: "remove", element: "policy", at: [key] }];
  const { policies: _, ...rest } = serviceOf(document) ?? {};
  return [changeForm({ service: Object.keys(rest).length > 0 ? rest : null })];
}

/** What a new policy begins with: the promise to all others, for the most urgent tickets where the form knows them. */
export function newPolicy(document: Document, name: LocalText): Policy {
  const service = serviceOf(document);
  const fields = Object.entries((document.fields ?? {}) as Record<string, Document>);
  const urgency = fields.find(([, settings]) => settings.type === "priority");
  const most = Object.keys((urgency?.[1].options ?? {}) as object).at(-1);
  const when: FilterTree | undefined =
    urgency && most ? { field: urgency[0], op: "eq", value: most } : undefined;
  return {
    name,
    ...(when ? { when } : {}),
    ...Object.fromEntries(
      CLOCKS.flatMap((clock) => (service?.[clock] ? [[clock, service[clock]]] : [])),
    ),
    ...(service?.levels ? { levels: service.levels } : {}),
  };
}

/** The clocks of which a form promises something to any ticket at all. */
export function promisedClocks(service: unknown): ClockName[] {
  const said = (service ?? {}) as Promises & { policies?: Readonly<Record<string, Promises>> };
  const every = [said, ...Object.values(said.policies ?? {})];
  return CLOCKS.filter((clock) => every.some((each) => each[clock]));
}

/** Whether anything is promised. */
export function promisesSome(promised: Promises | undefined): boolean {
  return CLOCKS.some((clock) => promised?.[clock]);
}

const HOUR = 3_600_000;
const UNITS = { days: 24 * HOUR, hours: HOUR, minutes: HOUR / 60 } as const;

/** Milliseconds of a target; a working day is as long as its calendar says, null where it does not. */
export function lengthOf(target: Target, hoursPerDay: number | undefined): number | null {
  if (target.time === "working" && target.days && !hoursPerDay) return null;
  const day = target.time === "working" ? (hoursPerDay ?? 0) * HOUR : UNITS.days;
  return (
    (target.days ?? 0) * day +
    (target.hours ?? 0) * UNITS.hours +
    (target.minutes ?? 0) * UNITS.minutes
  );
}
