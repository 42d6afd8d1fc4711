import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/trial/leave",
    lazy: async () => ({ Component: (await import("./leave")).LeaveTrial }),
  },
];
