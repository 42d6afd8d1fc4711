import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/forms/:form/:id",
    lazy: async () => ({ Component: (await import("./ticket")).Ticket }),
  },
];
