import type { RouteObject } from "react-router";
import { BuildersOnly } from "../../app/admin-places";

export const routes: RouteObject[] = [
  {
    path: "/studio",
    element: <BuildersOnly />,
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import("./apps-page")).AppsPage }),
      },
      {
        path: ":app",
        lazy: async () => ({ Component: (await import("./app-home")).AppHome }),
      },
    ],
  },
];
