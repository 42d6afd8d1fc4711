import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/studio/:app/rules",
    lazy: async () => ({ Component: (await import("./rules-index")).RulesIndex }),
  },
  {
    path: "/studio/:app/rules/:key",
    lazy: async () => ({ Component: (await import("./rule-page")).RulePage }),
  },
];
