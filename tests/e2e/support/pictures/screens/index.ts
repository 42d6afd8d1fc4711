/** Every screen of the product. */

import { admin } from "./admin.ts";
import { batches } from "./batches.ts";
import { customer } from "./customer.ts";
import { dashboards } from "./dashboards.ts";
import { entry } from "./entry.ts";
import { lists } from "./lists.ts";
import { publishing } from "./publishing.ts";
import type { Screen } from "./screen.ts";
import { states } from "./states.ts";
import { studioScreens } from "./studio.ts";
import { ofTickets } from "./tickets.ts";
import { workbench } from "./workbench.ts";

export { GROUPS, type Screen, type Stage, type Viewer } from "./screen.ts";

export const screens: readonly Screen[] = [
  ...workbench,
  ...ofTickets,
  ...lists,
  ...batches,
  ...dashboards,
  ...studioScreens,
  ...publishing,
  ...admin,
  ...entry,
  ...customer,
  ...states,
];
