import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/dashboards/:key?",
    lazy: async () => ({ Component: (await import("./dashboard")).DashboardPage }),
  },
  {
    path: "/studio/:app/dashboards/:key",
    lazy: async () => ({ Component: (await import("./design/designer")).DashboardDesigner }),
  },
];
