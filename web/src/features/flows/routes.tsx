import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/studio/:app/flows/:key",
    lazy: async () => ({ Component: (await import("./flow-page")).FlowPage }),
  },
];
