/** The running example from an empty app, part by part. */

import type { Builder } from "./builder.ts";
import { buildDashboard } from "./dashboard.ts";
import { buildFlow } from "./flow.ts";
import { buildCustomers, buildTickets } from "./forms.ts";
import { buildCalendar, buildRoles, buildTeams } from "./people.ts";
import { publishEverything } from "./publish.ts";
import { buildRules, buildSurvey } from "./rules.ts";
import { beginEmptyApp } from "./welcome.ts";

/** In the order in which each part finds what it names. */
export const parts: readonly [string, (builder: Builder) => Promise<void>][] = [
  ["app", beginEmptyApp],
  ["calendar", buildCalendar],
  ["customers", buildCustomers],
  ["tickets", buildTickets],
  ["dashboard", buildDashboard],
  ["teams", buildTeams],
  ["roles", buildRoles],
  ["flow", buildFlow],
  ["survey", buildSurvey],
  ["rules", buildRules],
  ["publication", publishEverything],
];
