import type { RouteObject } from "react-router";

export const routes: RouteObject[] = [
  {
    path: "/me",
    lazy: async () => ({ Component: (await import("./me")).MePage }),
  },
  {
    path: "/account",
    lazy: async () => ({ Component: (await import("./account")).AccountPage }),
  },
];
